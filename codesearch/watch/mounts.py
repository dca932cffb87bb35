"""Tells file systems that others may change, too: the system has no events for what they do."""

from pathlib import Path

REMOTE = frozenset(("9p", "afs", "ceph", "cifs", "drvfs", "fuse.sshfs", "glusterfs", "nfs", "nfs4", "smb3"))
REMOTE |= {"lustre", "prl_fs", "smbfs", "vboxsf", "virtiofs"}
MOUNTS = Path("/proc/self/mountinfo")


def is_remote(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Return whether a folder, absolute and without links, lies on such a file system; False if unknown."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return False
    types = dict(_mount(line) for line in lines if " - " in line)  # a later one lies over an earlier one
    holding = [place for place in types if folder.is_relative_to(place)]
    return bool(holding) and types[max(holding, key=len)] in REMOTE


def _mount(line: str) -> tuple[str, str]:
    """Where a file system is mounted, and its type; proc(5)."""
    place, _, kind = line.partition(" - ")
    return place.split(" ")[4].encode().decode("unicode_escape"), kind.split(" ")[0]
