"""What an index made now would be made with, and what of one that is there would be made anew for that."""

from pathlib import Path

from codesearch.encoder import Encoder
from codesearch.encoder.text import TEXT_VERSION
from codesearch.index.manifest import Manifest, Outdated, outdated
from codesearch.parsers.units import PARSER_VERSION
from codesearch.ranking.terms import TERMS_VERSION


def manifest_now(root: Path, encoder: Encoder) -> Manifest:
    """Return the manifest of an index that this version would make of `root` with an encoder."""
    return Manifest(
        root=str(root),
        parser_version=f"{PARSER_VERSION}.{TEXT_VERSION}",
        terms_version=str(TERMS_VERSION),
        encoder_id=encoder.id,
        width=encoder.width,
    )


def why_outdated(found: Manifest, wanted: Manifest, *, encoder_note: str = "") -> str:
    """Return why some of an index made with `found` is made anew for `wanted`; empty where nothing is."""
    note = f" ({encoder_note})" if encoder_note else ""
    return {
        Outdated.NOTHING: "",
        Outdated.VECTORS: f"the index has vectors of another encoder; they are computed anew{note}",
        Outdated.EVERYTHING: "another version of codesearch made the index; it is made anew",
    }[outdated(found, wanted)]
