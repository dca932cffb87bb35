"""One glob of an ignore file as a regular expression that agrees with git's wildmatch on every path.

No wildcard backtracks into the one before it (the leftmost match is as good as any, so each is an atomic
group): a rule written to be slow cannot hold up a walk.
"""

import re

# A run stands between two "**", a chunk between two "*"; a chunk is the regular expression of a fixed text.
_Run = list[bytes]

_CLASSES = {
    b"alnum": rb"0-9A-Za-z",
    b"alpha": rb"A-Za-z",
    b"blank": rb" \t",
    b"cntrl": rb"\x00-\x1f\x7f",
    b"digit": rb"0-9",
    b"graph": rb"!-~",
    b"lower": rb"a-z",
    b"print": rb" -~",
    b"punct": rb"!-/:-@\[-`{-~",
    b"space": rb"\t-\r ",
    b"upper": rb"A-Z",
    b"xdigit": rb"0-9A-Fa-f",
}
_BRACKET = re.compile(rb"\[([!^]?)((?:\[:[^]\[]*:\]|\\.|[^\\])(?:\[:[^]\[]*:\]|\\.|[^]\\])*)\]", re.DOTALL)
_BRACKET_ITEM = re.compile(rb"\[:(?P<name>[^]\[]*):\]|(?P<low>\\.|.)(?:-(?P<high>\\.|[^\\]))?", re.DOTALL)


def glob_regex(glob: bytes, *, anchored: bool) -> bytes | None:
    """The regular expression of a glob, for `fullmatch` with DOTALL; None if it is malformed.

    Anchored, it is for a whole path, and "**" may stand for folders; else it is for the last part of one.
    """
    runs: list[_Run] = [[b""]]
    at = 0
    while at < len(glob):
        if glob[at] == ord("*"):
            end = len(glob) - len(glob[at:].lstrip(b"*"))
            is_deep = (
                anchored
                and end - at > 1
                and glob[at - 1 : at] in (b"", b"/")
                and glob[end : end + 1] in (b"", b"/")
            )
            if is_deep and end == len(glob):
                return _joined(runs, tail=rb".*")
            if is_deep:
                runs.append([b""])
                end += 1  # "**/" also stands for no folder at all
            else:
                runs[-1].append(b"")
            at = end
            continue
        if glob[at] == ord("["):
            bracket = _BRACKET.match(glob, at)
            if bracket is None:
                return None
            members = _members(bracket[2])
            if members is None:
                return None
            piece = b"(?!/)[%b%b]" % (b"^" if bracket[1] else b"", members)
            at = bracket.end()
        elif glob[at] == ord("?"):
            piece, at = rb"[^/]", at + 1
        else:
            at += glob[at] == ord("\\")
            if at == len(glob):
                return None
            piece, at = re.escape(glob[at : at + 1]), at + 1
        runs[-1][-1] += piece
    return _joined(runs, tail=b"")


def _joined(runs: list[_Run], *, tail: bytes) -> bytes:
    """The runs with any number of folders between them; the last one reaches the end of the path."""
    first, *others = runs
    regex = _run_regex(first, is_last=not others and not tail)
    for number, run in enumerate(others, start=2):
        if number == len(runs) and not tail:
            regex += rb"(?:.*/)?" + _run_regex(run, is_last=True)
        else:
            regex += rb"(?>(?:.*?/)??" + _run_regex(run, is_last=False) + rb")"
    return regex + tail


def _run_regex(run: _Run, *, is_last: bool) -> bytes:
    """The chunks with anything but a slash between them."""
    first, *others = run
    regex = first
    for number, chunk in enumerate(others, start=1):
        if number == len(others) and is_last:
            regex += rb"[^/]*" + chunk
        else:
            regex += rb"(?>[^/]*?" + chunk + rb")"
    return regex


def _members(body: bytes) -> bytes | None:
    """What a bracket expression lists, in a regular expression's words; None for an unknown class."""
    members = b""
    for item in _BRACKET_ITEM.finditer(body):
        if item["name"] is not None:
            if item["name"] not in _CLASSES:
                return None
            members += _CLASSES[item["name"]]
            continue
        low = item["low"][-1:]
        high = low if item["high"] is None else item["high"][-1:]
        members += b"%b-%b" % (
            re.escape(low),
            re.escape(max(low, high)),
        )  # of a range turned round, its first
    return members
