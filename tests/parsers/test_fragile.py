"""Input that made a grammar crash or hang; each in a process of its own, as a crash takes all with it."""

import subprocess
import sys

import pytest

PARSE = """
import random, sys
from codesearch.parsers.units import parse_units
draw = random.Random(1)
for _ in range(300):
    text = list(sys.argv[2])
    for _ in range(4):
        text.insert(draw.randrange(len(text)), chr(draw.randrange(0x10000, 0x110000)))
    parse_units(sys.argv[1], "".join(text))
    parse_units(sys.argv[1], sys.argv[2])
"""


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.sh", 'f() {\n echo "a" $b\n cat <<E\nx\nE\n}\n'),
        ("a.d", 'void f(int a) {\n string b = "x"; // y\n}\n'),
        ("a.gn", 'group("a") {\n deps = [ "b" ] # c\n}\n'),
        ("a.v", 'fn main() {\n s := "x"\n}\n'),
        ("a.pl", "sub f { return 1; }\nfoo # a"),
        ("a.cob", "       IDENTIFICATION DIVISION.\n       PROGRAM-ID. A.\nabc"),
    ],
)
def test_no_text_crashes_a_grammar_or_keeps_it_for_ever(path: str, text: str) -> None:
    done = subprocess.run([sys.executable, "-c", PARSE, path, text], timeout=60, check=False)
    assert done.returncode == 0
