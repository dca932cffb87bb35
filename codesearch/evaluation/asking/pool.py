"""Documents as the tool would meet them: each a file of its own, indexed and searched as any repository."""

from collections.abc import Mapping
from pathlib import Path

from codesearch.engine import Index
from codesearch.evaluation.asking.questions import Answer, places
from codesearch.evaluation.asking.systems import System
from codesearch.evaluation.records import DEPTH, Collection, Document, Question
from codesearch.parsers.languages import extension_of
from codesearch.types import SourceFile, Walk

PHP_OPENING = "<?php\n"  # without which PHP is text


def write_documents(collection: Collection, folder: Path) -> Mapping[str, str]:
    """Write each document to `folder` unless it is there; return file name → document id.

    Files are named by numbers, so that rules about names of files have nothing to go by.
    """
    folder.mkdir(parents=True, exist_ok=True)
    names = {}
    for number, document in enumerate(collection.documents):
        name = f"{number}{extension_of(document.language) or '.txt'}"
        names[name] = document.id
        _write(folder / name, _file_text(document))
    return names


def walk_of(folder: Path, names: Mapping[str, str]) -> Walk:
    """The files called `names`, whatever an ignore rule says."""
    stats = ((name, (folder / name).stat()) for name in sorted(names))
    return Walk(tuple(SourceFile(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats))


def tool_answer(index: Index, system: System, names: Mapping[str, str]) -> Answer:
    """What the tool answers, a document's rank being that of the first hit in its file."""

    def answer(question: Question) -> dict[str, int]:
        hits = index.search(question.text, limit=DEPTH, mode=system.mode, rules=system.rules)
        return places([names[hit.path] for hit in hits])

    return answer


def _file_text(document: Document) -> str:
    is_bare_php = document.language == "php" and "<?" not in document.text
    return PHP_OPENING + document.text if is_bare_php else document.text


def _write(path: Path, text: str) -> None:
    data = text.encode("utf-8", "replace")
    if not path.is_file() or path.read_bytes() != data:
        path.write_bytes(data)
