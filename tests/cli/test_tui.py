"""What `codesearch tui` hands to other commands."""

import pytest

from codesearch.cli.tui import _argument


@pytest.mark.parametrize("path", ["-rf", "+!cmd", "--", "-a/b.py"])
def test_no_file_name_is_taken_for_an_option(path: str) -> None:
    assert _argument(path) == f"./{path}"


@pytest.mark.parametrize("path", ["src/a.py", "../-a.py", "a-b+c.py"])
def test_other_paths_stay_as_they_are(path: str) -> None:
    assert _argument(path) == path
