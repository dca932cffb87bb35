"""What a tool answers: the same facts as a record and as text; an agent is shown one of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from codesearch.agents.tokens import estimate_tokens


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, complete in either form."""

    record: Mapping[str, Any]
    text: str

    @property
    def tokens(self) -> int:
        """What the larger of its forms takes of a context window."""
        return cost(self.record, self.text)


def cost(record: object, text: str) -> int:
    """Return the tokens of the larger of two forms of something."""
    return max(estimate_tokens(json.dumps(record, ensure_ascii=False)), estimate_tokens(text))
