"""What can go wrong with an agent's settings."""

from codesearch.errors import CodesearchError


class SetupError(CodesearchError):
    """An agent cannot be told of the server."""


class EditError(SetupError):
    """Settings cannot be read, or not be changed without touching what is not ours."""
