"""How long a stage may take, in seconds or steps, and the learning rate that follows from it."""

import math
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Budget:
    """Counts steps and seconds across interruptions; the stage is over when either is spent."""

    seconds: float = math.inf
    steps: int | None = None
    step: int = 0
    spent: float = 0.0  # seconds in earlier runs
    began: float = field(default_factory=time.monotonic)

    @property
    def elapsed(self) -> float:
        """Seconds of this stage, earlier runs included."""
        return self.spent + time.monotonic() - self.began

    @property
    def progress(self) -> float:
        """From 0 to 1, where the stage ends."""
        by_steps = self.step / self.steps if self.steps else 0.0
        return min(1.0, max(self.elapsed / self.seconds, by_steps))

    @property
    def is_spent(self) -> bool:
        """Whether the stage is over."""
        return self.progress >= 1


def learning_rate_factor(progress: float, *, warm_up: float = 0.05, decay: float = 0.4) -> float:
    """Return the trapezoid of ModernBERT: up, flat, then 1 - sqrt down to 0.02."""
    if progress < warm_up:
        return max(progress / warm_up, 0.02)
    down = max(0.0, (progress - (1 - decay)) / decay)
    return max(1 - math.sqrt(down), 0.02)
