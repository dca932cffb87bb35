"""What a file is called, as people say it: read by the rules about names and by the encoder."""

from pathlib import PurePosixPath

FILES_NAMED_FOR_THEIR_FOLDER = frozenset({"__init__", "index", "mod", "lib", "main", "init", "package"})


def telling_stem(path: str) -> str:
    """Return a POSIX path's file name up to its first dot, or its folder's where that tells more.

    Empty for an empty path.
    """
    parts = PurePosixPath(path).parts
    if not parts:
        return ""
    stem = parts[-1].partition(".")[0] or parts[-1]
    return parts[-2] if stem.lower() in FILES_NAMED_FOR_THEIR_FOLDER and len(parts) > 1 else stem
