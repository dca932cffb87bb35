"""One record of a file with the line it stands on, so that whatever is wrong with it can be told."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codesearch.errors import DataError


@dataclass(frozen=True, slots=True)
class Row:
    """The fields of a JSON object, or of a line of a table. A field that is null counts as not there."""

    path: Path
    line: int
    fields: Mapping[str, Any]

    def error(self, problem: str) -> DataError:
        """Return the error that names this line."""
        return DataError(f"{self.path}, line {self.line}: {problem}")

    def text(self, *names: str) -> str:
        """Return the text of the first of these fields that is there.

        Raises:
            DataError: none is there, or it is not text, or it is empty.
        """
        for name in names:
            if self.fields.get(name) is not None:
                text = self.optional_text(name)
                if not text.strip():
                    raise self.error(f"`{name}` is empty")
                return text
        raise self.error(f"the field {' or '.join(f'`{name}`' for name in names)} is missing")

    def optional_text(self, name: str) -> str:
        """Return a field's text, "" where it is not there.

        Raises:
            DataError: it is not text.
        """
        value = self.fields.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.error(f"`{name}` has to be text")
        return _without_surrogates(value)

    def tokens(self, name: str) -> str:
        """Return a list of words, or what is text already, as one text; "" where it is not there.

        Raises:
            DataError: it is neither.
        """
        words = self.fields.get(name)
        if not isinstance(words, list):
            return self.optional_text(name).strip()
        if not all(isinstance(word, str) for word in words):
            raise self.error(f"`{name}` has to be a list of texts")
        return _without_surrogates(" ".join(words)).strip()

    def id(self, name: str) -> str:
        """Return an id, which may be a whole number, as text.

        Raises:
            DataError: it is missing, empty, or neither text nor a whole number.
        """
        return self.optional_id(name) or self.text(name)

    def optional_id(self, name: str) -> str:
        """Return an id as `id` does, "" where it is not there.

        Raises:
            DataError: it is neither text nor a whole number.
        """
        value = self.fields.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return self.optional_text(name).strip()

    def number(self, name: str, *, largest: float = math.inf) -> float:
        """Return the number that is written in a text field.

        Raises:
            DataError: it is missing, no number, below 0 or above `largest`.
        """
        text = self.text(name)
        try:
            number = float(text)
        except ValueError:
            number = math.nan
        if not 0 <= number <= largest or math.isinf(number):
            upwards = "of 0 or more" if math.isinf(largest) else f"from 0 to {largest:g}"
            raise self.error(f"`{name}` has to be a number {upwards}, not {text[:40]!r}")
        return number


def _without_surrogates(text: str) -> str:
    """Text that can be written as UTF-8: JSON may hold half of a character as `\\ud83d`."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
