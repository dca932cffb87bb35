"""Batches drawn ahead of time: the processor draws the next one while the device works on this one."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

Drawn = TypeVar("Drawn")


class Ahead(Generic[Drawn]):
    """What `draw` returns for a step, which must depend on the number of the step alone."""

    def __init__(self, draw: Callable[[int], Drawn]) -> None:
        self._draw = draw
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._begun: dict[int, Future[Drawn]] = {}

    def __call__(self, step: int) -> Drawn:
        """Return the step's batch and begin the next one's."""
        drawn = (self._begun.pop(step, None) or self._thread.submit(self._draw, step)).result()
        self._begun = {step + 1: self._thread.submit(self._draw, step + 1)}
        return drawn
