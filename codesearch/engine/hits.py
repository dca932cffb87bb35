"""Units as answers: read from the store, with their score and what it is made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from codesearch.index.store import Store
from codesearch.types import Hit, Unit


@dataclass(frozen=True, slots=True)
class Scored:
    """A unit that was chosen, by its id, and why."""

    id: int
    score: float = 0.0
    why: Mapping[str, float] = field(default_factory=dict)


def read_hits(store: Store, chosen: Sequence[Scored]) -> list[Hit]:
    """Return the chosen units as hits, in their order; those that are gone meanwhile are left out."""
    return list(hits_by_id(store, chosen).values())


def hits_by_id(store: Store, chosen: Sequence[Scored]) -> dict[int, Hit]:
    """Return what `read_hits` does, by the ids of the units."""
    units = store.read_units([scored.id for scored in chosen])
    return {scored.id: _hit(units[scored.id], scored) for scored in chosen if scored.id in units}


def _hit(unit: Unit, scored: Scored) -> Hit:
    return Hit(
        path=unit.path,
        start_line=unit.start_line,
        end_line=unit.end_line,
        name=unit.name,
        qualified_name=unit.qualified_name,
        kind=unit.kind,
        language=unit.language,
        signature=unit.signature,
        docstring=unit.docstring,
        score=scored.score,
        text=unit.text,
        why=scored.why,
    )
