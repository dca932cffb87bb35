"""Which encoder a root has: one that was adapted to it, where there is one, or else a base."""

from pathlib import Path

from codesearch.encoder import Encoder, adapted
from codesearch.encoder.folder import BUNDLED
from codesearch.index.store import Store


class Encoders:
    """The encoders of `root`; `given` stands in for the bundled one. None is loaded before it encodes."""

    def __init__(self, root: Path, given: Encoder | None) -> None:
        self._root = root
        self._given = given

    @property
    def base(self) -> Encoder:
        """The given or the bundled one."""
        return self._given or adapted.shared(BUNDLED)

    @property
    def newest(self) -> Encoder:
        """The one that an index made now is made with; another process may adapt one at any time."""
        return adapted.form_for(self._root, self.base)

    @property
    def note(self) -> str:
        """What there is to say of the newest: what it was adapted to, or why it is not; mostly empty."""
        choice = adapted.choose(self._root, self.base.id)
        return choice.adapted.record.told if choice.adapted else choice.note

    def of(self, store: Store) -> Encoder:
        """The one of the vectors in a store, which is the one before until the next refresh."""
        newest, base = self.newest, self.base
        return base if store.manifest.encoder_id == base.id else newest
