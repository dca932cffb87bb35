"""What codesearch stands on, as findings: versions, extras, the encoder, the processors, and watches."""

import importlib
import importlib.util
import platform
import re
from collections import defaultdict
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath

import numpy as np

import codesearch
from codesearch.encoder.folder import BUNDLED, read_config
from codesearch.encoder.lazy import LazyEncoder
from codesearch.engine.health import Finding, Level
from codesearch.errors import CodesearchError
from codesearch.types import Walk

LIBRARIES = ("lancedb", "onnxruntime", "torch")
HIDDEN_EXTRAS = frozenset({"dev", "peers"})  # for those who work on codesearch
REQUIREMENT = re.compile(r"([\w.-]+).*\bextra\s*==\s*['\"]([\w-]+)['\"]")
INOTIFY = Path("/proc/sys/fs/inotify")
PROCESSES = Path("/proc")
DRIVER = Path("/proc/driver/nvidia/version")  # there if a GPU can be used at all
UNIT_LENGTH = 1e-3  # that a vector's length may be off
MB = 1e6


def check_versions() -> Finding:
    """Return the versions of codesearch, of Python and of the libraries that decide what an index is."""
    found = {name: version for name in LIBRARIES if (version := _version(name))}
    versions = {"codesearch": codesearch.__version__, "python": platform.python_version(), **found}
    lacking = [name for name in LIBRARIES if name not in found and name != "torch"]
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    if lacking:
        told += f"; {lacking[0]} is missing: install codesearch again"
    return Finding("versions", Level.PROBLEM if lacking else Level.WELL, told, versions)


def check_extras() -> Finding:
    """Return which extras are there whole."""
    wanted: dict[str, list[str]] = defaultdict(list)
    for requirement in _requirements():
        if found := REQUIREMENT.match(requirement):
            wanted[found[2]].append(found[1])
    extras = {name: all(map(_version, wanted[name])) for name in sorted(wanted.keys() - HIDDEN_EXTRAS)}
    there = ", ".join(name for name, is_there in extras.items() if is_there)
    told = (
        f"{there or 'none'} of {', '.join(extras)}" if extras else "unknown, as this is no installed package"
    )
    return Finding("extras", Level.WELL, told, extras)


def check_encoder() -> Finding:
    """Return whether the bundled encoder loads, and gives finite vectors of length 1."""
    try:
        config = read_config(BUNDLED)
        vectors = LazyEncoder().encode_queries(["where are retries handled", "def retry(): ..."])
    except CodesearchError as error:
        return Finding("encoder", Level.PROBLEM, str(error))
    size = sum(file.stat().st_size for file in BUNDLED.iterdir())
    values = {"id": config.id_at(config.width), "width": config.width, "bytes": size}
    told = f"{values['id']}, {size / MB:.1f} MB"
    is_sound = np.isfinite(vectors).all() and np.allclose(
        np.linalg.norm(vectors, axis=1), 1.0, atol=UNIT_LENGTH
    )
    if not is_sound or vectors.shape != (2, config.width):
        return Finding(
            "encoder", Level.PROBLEM, f"{told}, gives no sound vectors: install codesearch again", values
        )
    return Finding("encoder", Level.WELL, f"{told}, gives {config.width} numbers of length 1", values)


def check_device() -> Finding:
    """Return how many cores may be used, and the GPU if torch can use one; only then is torch imported."""
    from codesearch.encoder.runtime import usable_cores

    cores = usable_cores()
    gpu = _gpu()
    told = f"{cores} {'core' if cores == 1 else 'cores'}, {f'GPU {gpu}' if gpu else 'no GPU in use'}"
    return Finding("device", Level.WELL, told, {"cores": cores, "gpu": gpu})


def check_watches(walk: Walk) -> Finding:
    """Return whether the system has watches enough for the folders of a root, beside those in use."""
    folders = len({parent for file in walk.files for parent in PurePosixPath(file.path).parents})
    values = {"folders": folders}
    try:
        most_watches = int((INOTIFY / "max_user_watches").read_text())
        most_instances = int((INOTIFY / "max_user_instances").read_text())
    except (OSError, ValueError):  # another system, without such a limit
        return Finding("watches", Level.WELL, f"{folders:,} folders to watch, without a known limit", values)
    instances, watches = _in_use()
    values |= {
        "in_use": watches,
        "limit": most_watches,
        "instances": instances,
        "most_instances": most_instances,
    }
    told = f"{folders:,} folders to watch, {watches:,} of {most_watches:,} watches in use"
    if watches + folders > most_watches:
        told += ": set fs.inotify.max_user_watches higher with sysctl, or `codesearch watch` has to poll"
        return Finding("watches", Level.WARNING, told, values)
    if instances >= most_instances:
        told += f", and all {most_instances} instances: set fs.inotify.max_user_instances higher with sysctl"
        return Finding("watches", Level.WARNING, told, values)
    return Finding("watches", Level.WELL, told, values)


def _version(name: str) -> str:
    """The version of an installed library, without importing it; empty where it is not there."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def _requirements() -> list[str]:
    try:
        return metadata.requires("codesearch") or []
    except metadata.PackageNotFoundError:  # a bare checkout
        return []


def _gpu() -> str:
    if not DRIVER.exists() or importlib.util.find_spec("torch") is None:
        return ""
    torch = importlib.import_module("torch")  # optional, and slow
    return str(torch.cuda.get_device_name(0)) if torch.cuda.is_available() else ""


def _in_use() -> tuple[int, int]:
    """How many inotify instances, and watches, the processes have that this user may look at."""
    told = list(_inotify_files())
    return len(told), sum(text.count("inotify wd:") for text in told)


def _inotify_files() -> Iterator[str]:
    for process in PROCESSES.iterdir():
        if not process.name.isdecimal():
            continue
        try:
            for file in (process / "fd").iterdir():
                if "inotify" in str(file.readlink()):
                    yield (process / "fdinfo" / file.name).read_text()
        except OSError:  # it has ended, or is another user's
            continue
