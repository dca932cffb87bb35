"""Keeps indexes true while people work: the events of a root, and one thread that takes them in."""

from codesearch.watch.live import Live
from codesearch.watch.state import LiveState
from codesearch.watch.watcher import Watcher

__all__ = ["Live", "LiveState", "Watcher"]
