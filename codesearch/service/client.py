"""The asking side. It must cost a command next to nothing: no engine, no numpy, no LanceDB."""

import contextlib
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from codesearch.errors import CodesearchError, ServiceError
from codesearch.service.address import address_name, addresses
from codesearch.service.greeting import Greeting, greet
from codesearch.service.records import Liveness, error_from, hit_from, status_from
from codesearch.service.transport import dial
from codesearch.service.wire import Channel
from codesearch.types import Coverage, Hit

if TYPE_CHECKING:
    from codesearch.engine.search import Mode
    from codesearch.engine.status import Status

CONNECT_SECONDS = 0.3  # for all that comes before the first question
ANSWER_SECONDS = 20.0  # for an answer, cold tables and encoder included
SEND_SECONDS = 5.0
KEPT_OPEN = 4  # connections that wait for the next question


def connect(root: Path, *, index_dir: Path | None = None) -> "RemoteIndex | None":
    """Return the index of `root` as the process that keeps it live answers for it.

    None where there is no such process of this user and this version, or it has nothing to search yet; one of
    another version is told to start again. Never waits longer than CONNECT_SECONDS.
    """
    from codesearch.index.location import index_folder

    root = root.resolve()
    folder = index_folder(root, base=index_dir)
    end = time.monotonic() + CONNECT_SECONDS
    called = _call(folder, end)
    if called is None:
        return None
    channel, greeting = called
    if not greeting.is_same_version:
        with contextlib.suppress(OSError, CodesearchError):
            channel.send({"method": "restart", "parameters": {}}, seconds=_left(end))
    elif greeting.is_ready and (greeting.root, greeting.folder) == (str(root), str(folder)):
        return RemoteIndex(root, folder, channel)
    channel.close()
    return None


def _call(folder: Path, end: float) -> tuple[Channel, Greeting] | None:
    """A connection to the process of the index in `folder`, if one answers in time."""
    for address in addresses(address_name(folder)):
        with contextlib.suppress(OSError, CodesearchError):
            return greet(dial(address, seconds=_left(end)), seconds=_left(end))
    return None


def _left(end: float) -> float:
    """Seconds until `end`; never 0, which would mean not to wait for what is there already."""
    return max(end - time.monotonic(), 0.001)


class RemoteIndex:
    """The reading half of `engine.Index`, answered by another process. Threads may share it.

    Raises, besides what `Index` raises:
        ServiceError: the process went away or does not answer; `engine.Index` can still be asked.
    """

    def __init__(self, root: Path, folder: Path, channel: Channel) -> None:
        self.root = root
        self.folder = folder
        self.is_current = True  # whether the last answer rests on all changes made before it was asked for
        self._kept = [channel]
        self._keeping = threading.Lock()

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        mode: "Mode" = "hybrid",
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
        changed_since: str = "",
        regex: str = "",
        rules: bool = True,
    ) -> list[Hit]:
        """The units that answer `query`, best first; see `Index.search`."""
        answer = self._ask(
            "search",
            query=query,
            limit=limit,
            mode=mode,
            languages=list(languages),
            paths=list(paths),
            kinds=list(kinds),
            changed_since=changed_since,
            regex=regex,
            rules=rules,
        )
        return [hit_from(record) for record in answer]

    def search_regex(
        self,
        pattern: str,
        *,
        limit: int = 100,
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
        changed_since: str = "",
        is_case_sensitive: bool | None = None,
    ) -> list[Hit]:
        """The units with the most lines that match; see `Index.search_regex`."""
        answer = self._ask(
            "search_regex",
            pattern=pattern,
            limit=limit,
            languages=list(languages),
            paths=list(paths),
            kinds=list(kinds),
            changed_since=changed_since,
            is_case_sensitive=is_case_sensitive,
        )
        return [hit_from(record) for record in answer]

    def similar(
        self,
        path: str,
        line: int,
        *,
        limit: int = 10,
        languages: Sequence[str] = (),
        paths: Sequence[str] = (),
        kinds: Sequence[str] = (),
    ) -> list[Hit]:
        """The units nearest to the one on a line (1-based); see `Index.similar`."""
        filters = {"languages": list(languages), "paths": list(paths), "kinds": list(kinds)}
        return [
            hit_from(record) for record in self._ask("similar", path=path, line=line, limit=limit, **filters)
        ]

    def units_of(self, path: str) -> list[Hit]:
        """The units of a file by their first line; see `Index.units_of`."""
        return [hit_from(record) for record in self._ask("units_of", path=path)]

    def unit_at(self, path: str, line: int) -> Hit | None:
        """The innermost unit on a line (1-based); see `Index.unit_at`."""
        record = self._ask("unit_at", path=path, line=line)
        return hit_from(record) if record else None

    def source(self, path: str) -> str:
        """The text of a file as it is now; see `Index.source`."""
        return str(self._ask("source", path=path))

    def is_stale(self, hit: Hit) -> bool:
        """Whether the file of a hit is otherwise on disk than in the index, or gone."""
        return bool(self.stale_paths([hit.path]))

    def stale_paths(self, paths: Iterable[str]) -> set[str]:
        """Those of some files that are otherwise on disk than in the index; see `Index.stale_paths`."""
        return set(self._ask("stale_paths", paths=list(paths)))

    def paths(self) -> list[str]:
        """The files that have units, in no order."""
        return list(self._ask("paths"))

    def skipped_files(self, reason: str, *, limit: int = 100) -> list[str]:
        """The first paths that were left out for a reason; see `Index.skipped_files`."""
        return list(self._ask("skipped_files", reason=reason, limit=limit))

    @property
    def coverage(self) -> Coverage:
        """How many units there are, and how many of them have a vector."""
        return Coverage(**self._ask("coverage"))

    def status(self) -> "Status":
        """What stands in the index; see `Index.status`."""
        return status_from(self._ask("status"))

    def live(self) -> Liveness:
        """How the root is watched, and what is being done for it."""
        return Liveness(**self._ask("live"))

    def close(self) -> None:
        """Hang up. A later question calls again."""
        with self._keeping:
            kept, self._kept = self._kept, []
        for channel in kept:
            channel.close()

    def _ask(self, method: str, **parameters: object) -> Any:
        request = {"method": method, "parameters": parameters}
        reply = self._exchanged(request)
        self.is_current = bool(reply.get("is_current", True))
        if "error" in reply:
            raise error_from(reply["error"])
        return reply.get("value")

    def _exchanged(self, request: dict[str, Any]) -> dict[str, Any]:
        """The reply; a connection that was kept may have been cut, so then another is made, once."""
        while channel := self._taken():
            try:
                return self._reply(channel, request)
            except TimeoutError:
                raise ServiceError(
                    "the process behind the index does not answer: stop it with `codesearch watch --stop`"
                ) from None
            except OSError:
                continue
        called = _call(self.folder, time.monotonic() + CONNECT_SECONDS)
        if called is not None and called[1].is_same_version:
            with contextlib.suppress(OSError):
                return self._reply(called[0], request)
        if called is not None:
            called[0].close()
        raise ServiceError("the process behind the index went away: start it with `codesearch watch`")

    def _reply(self, channel: Channel, request: dict[str, Any]) -> dict[str, Any]:
        try:
            channel.send(request, seconds=SEND_SECONDS)
            reply = channel.receive(seconds=ANSWER_SECONDS)
            if reply is None:
                raise ConnectionResetError
        except BaseException:
            channel.close()
            raise
        with self._keeping:
            if is_kept := len(self._kept) < KEPT_OPEN:
                self._kept.append(channel)
        if not is_kept:
            channel.close()
        return reply

    def _taken(self) -> Channel | None:
        with self._keeping:
            return self._kept.pop() if self._kept else None
