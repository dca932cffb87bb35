"""Comments between the rows of a function, in languages that write them differently."""

import pytest

from codesearch.parsers.languages import LANGUAGES
from codesearch.parsers.remarks import remarks

PYTHON = '''
# Above the function.
@cached
def read(path):  # behind code
    # Not documentation, as no string follows.
    """Documentation."""
    text = open(path).read()  # behind code again
    # Files of Windows begin with a mark
    # that is no text.

    # noqa: E501
    # ---------
    if text.startswith(MARK):
        # Cut it off.
        text = text[1:]
    return "# no comment"
'''
GO = """
// Read reads.
func Read(path string) string {
    /* The cache is asked first,
     * as disks are slow. */
    text := cache[path] // behind code
    // Then the disk.
    return text
}
"""
RUST = """
/// Reads.
fn read(path: &str) -> String {
    //! Inner documentation.
    // Paths are relative to the root.
    let text = "// no comment";
    text.into()
}
"""
JAVA = """
@Override
public String read(String path) {
    // Paths are relative to the root.
    return files.get(path);
}
"""


@pytest.mark.parametrize(
    ("language", "text", "said"),
    [
        (
            "python",
            PYTHON,
            [
                "Not documentation, as no string follows.",
                "Files of Windows begin with a mark\nthat is no text.",
                "Cut it off.",
            ],
        ),
        ("go", GO, ["The cache is asked first,\nas disks are slow.", "Then the disk."]),
        ("rust", RUST, ["Paths are relative to the root."]),
        ("java", JAVA, ["Paths are relative to the root."]),
        ("text", "# nothing is known of this\nx\n# here\n", []),
        ("nonsense", "# nothing is known of this\nx\n# here\n", []),
        ("python", "", []),
        ("python", "# Nothing but a comment", []),
    ],
)
def test_what_comments_inside_say(language: str, text: str, said: list[str]) -> None:
    assert remarks(text, language) == said


@pytest.mark.parametrize("language", sorted(name for name, known in LANGUAGES.items() if known.grammar))
def test_broken_text_in_any_language_is_read(language: str) -> None:
    for text in ("\x00\ud800{(# //", "/* -- ;; (* {-", "{% comment %}\n<!-- a -->\n"):
        assert all(isinstance(remark, str) for remark in remarks(text, language))
