"""What several commands of `codesearch train` share: an option, and the sentence where torch is missing."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from codesearch.errors import ExtraError

shape_option = click.option(
    "--shape", type=click.Choice(["nano", "small"]), default="nano", show_default=True
)


@contextmanager
def needing_torch() -> Iterator[None]:
    """Within this, imports may ask for torch; raises ExtraError where it is not installed."""
    try:
        yield
    except ImportError as error:
        raise ExtraError("training needs torch: pip install 'codesearch[torch]'") from error
