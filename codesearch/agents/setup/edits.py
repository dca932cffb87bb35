"""Settings with one entry more or less, and every other character as it was.

Each edit is proven: the new text is read again, and must say what the old one said, but for the entry.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from codesearch.agents.setup import json_edit, toml_edit
from codesearch.agents.setup.errors import EditError

Language = Literal["json", "toml"]
Entry = Mapping[str, Any]

_READ: dict[str, Callable[[str], dict[str, Any]]] = {"json": json_edit.read, "toml": toml_edit.read}
_ADD = {"json": json_edit.add, "toml": toml_edit.add}
_REMOVE = {"json": json_edit.remove, "toml": toml_edit.remove}
_SNIPPET = {"json": json_edit.snippet, "toml": toml_edit.snippet}


def entry_in(text: str, language: Language, keys: Sequence[str]) -> Any:
    """Return what stands at `keys`, None if nothing does.

    Raises:
        EditError: the text cannot be read.
    """
    found: Any = _READ[language](text)
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def with_entry(text: str, language: Language, keys: Sequence[str], entry: Entry) -> str:
    """Return the settings with `entry` at `keys`, in place of what stood there.

    Raises:
        EditError: the text cannot be read, or not be changed without touching what is not ours.
    """
    if entry_in(text, language, keys) is not None:
        text = without_entry(text, language, keys)
    changed = _ADD[language](text, keys, entry)
    wanted = _READ[language](text)
    _table_at(wanted, keys[:-1])[keys[-1]] = dict(entry)
    _prove(changed, language, wanted)
    return changed


def without_entry(text: str, language: Language, keys: Sequence[str]) -> str:
    """Return the settings without what stands at `keys`.

    Raises:
        EditError: nothing stands there, or it cannot be taken out without touching what is not ours.
    """
    if entry_in(text, language, keys) is None:
        raise EditError("the entry is not there")
    changed = _REMOVE[language](text, keys)
    wanted = _READ[language](text)
    del _table_at(wanted, keys[:-1])[keys[-1]]
    if language == "toml":  # a table that nobody has written is not there
        changed_tables = _READ[language](changed)
        for depth in range(len(keys) - 1, 0, -1):
            outer = _table_at(wanted, keys[: depth - 1])
            if not outer[keys[depth - 1]] and keys[depth - 1] not in _table_at(
                changed_tables, keys[: depth - 1]
            ):
                del outer[keys[depth - 1]]
    _prove(changed, language, wanted)
    return changed


def snippet(language: Language, keys: Sequence[str], entry: Entry) -> str:
    """Return what somebody would write by hand into empty settings."""
    return _SNIPPET[language](keys, entry)


def _table_at(found: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    for key in keys:
        found = found.setdefault(key, {})
        if not isinstance(found, dict):
            raise EditError(f"{key!r} is no table of settings")
    return found


def _prove(changed: str, language: Language, wanted: dict[str, Any]) -> None:
    if _READ[language](changed) != wanted:
        raise EditError("the change would touch other settings")
