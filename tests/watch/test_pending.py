"""When changes are taken in, by a clock that stands still unless it is moved."""

import math

from codesearch.watch.pending import (
    LONGEST_AFTER_MANY,
    LONGEST_SECONDS,
    MANY_PATHS,
    NOISE_SECONDS,
    QUIET_AFTER_MANY,
    QUIET_SECONDS,
    Pending,
)


class Clock:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def taken_once(clock: Clock) -> Pending:
    """Without the change that nobody knows of before the start; `noise.log` is noise."""
    pending = Pending(lambda paths: paths == {"noise.log"}, clock)
    pending.take()
    return pending


def waited(pending: Pending, clock: Clock, paths: frozenset[str], *, every: float) -> float:
    """Seconds until the changes are taken in if such a change comes again and again."""
    start = clock.seconds
    while True:
        pending.add(paths)
        if (left := pending.seconds_left()) <= every:
            return clock.seconds + left - start
        clock.seconds += every


def test_the_start_is_a_change_that_is_taken_in_at_once() -> None:
    pending = Pending(lambda _: False)
    assert pending.seconds_left() == 0
    assert pending.take() == (1, {""})
    assert math.isinf(pending.seconds_left())


def test_an_edit_waits_for_a_moment_of_quiet() -> None:
    clock = Clock()
    pending = taken_once(clock)
    pending.add(frozenset(["a.py"]))
    assert pending.seconds_left() == QUIET_SECONDS
    clock.seconds += QUIET_SECONDS * 1.01
    assert pending.seconds_left() == 0
    assert pending.take() == (2, {"a.py"})


def test_a_steady_stream_is_taken_in_all_the_same() -> None:
    clock = Clock()
    pending = taken_once(clock)
    assert math.isclose(waited(pending, clock, frozenset(["a.py"]), every=0.03), LONGEST_SECONDS)


def test_very_many_changes_are_waited_for_to_be_one_batch() -> None:
    clock = Clock()
    pending = taken_once(clock)
    many = frozenset(f"{number}.py" for number in range(MANY_PATHS + 1))
    pending.add(many)
    assert pending.seconds_left() == QUIET_AFTER_MANY
    assert math.isclose(waited(pending, clock, many, every=0.2), LONGEST_AFTER_MANY)


def test_noise_waits_unless_something_else_comes_or_somebody_asks() -> None:
    clock = Clock()
    pending = taken_once(clock)
    pending.add(frozenset(["noise.log"]))
    assert pending.seconds_left() == NOISE_SECONDS
    pending.hurry()
    assert pending.seconds_left() == 0
    pending.take()
    pending.add(frozenset(["noise.log"]))
    pending.add(frozenset(["a.py"]))
    assert pending.seconds_left() == QUIET_SECONDS


def test_haste_without_changes_does_not_last() -> None:
    clock = Clock()
    pending = taken_once(clock)
    pending.hurry()
    pending.add(frozenset(["a.py"]))
    assert pending.seconds_left() == QUIET_SECONDS


def test_what_was_put_back_is_taken_again() -> None:
    clock = Clock()
    pending = taken_once(clock)
    pending.add(frozenset(["a.py"]))
    number, paths = pending.take()
    pending.put_back(paths)
    assert pending.take() == (number, {"a.py"})
