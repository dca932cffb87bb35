"""What is compared: the tool in each of its modes, with and without rules, and encoders on their own."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codesearch.encoder import Encoder
from codesearch.engine.search import Mode

ALONE = "encoder alone"  # cosines between queries and whole documents, without units, index and rules


@dataclass(frozen=True, slots=True)
class System:
    """One way to ask the tool."""

    mode: Mode
    rules: bool

    @property
    def name(self) -> str:
        """What tables call it."""
        return f"{self.mode} + rules" if self.rules else self.mode


def systems_of(modes: Iterable[Mode], *, rules: Sequence[bool] = (False, True)) -> list[System]:
    """Each mode with each of `rules`."""
    return [System(mode, with_rules) for mode in modes for with_rules in rules]


def run_name(system: System, encoder: Encoder, encoders: Sequence[Encoder]) -> str:
    """What tables call `system` with `encoder`, which full text does without."""
    return system.name if system.mode == "lexical" else name_with(system.name, encoder, encoders)


def name_with(name: str, encoder: Encoder, encoders: Sequence[Encoder]) -> str:
    """The name of a system that uses `encoder`, one of several or the only one."""
    return name if len(encoders) < 2 else f"{name} [{short_names(encoders)[encoder.id]}]"


def short_names(encoders: Sequence[Encoder]) -> dict[str, str]:
    """Ids of encoders to their names, with fingerprints only where the names are the same."""
    names = {encoder.id: encoder.id.rpartition("-")[0] or encoder.id for encoder in encoders}
    shared = Counter(names.values())
    return {key: key if shared[name] > 1 else name for key, name in names.items()}
