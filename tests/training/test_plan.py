"""What each stage of a run may take, whatever happened to those before it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from codesearch.errors import DataError
from codesearch.training.plan import PLAN_FILE, Plan, open_plan, planned_stages

MINUTES = 25
SECONDS = 60.0 * MINUTES
on_disk = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def new_plan(folder: Path, clock: Clock) -> Plan:
    (folder / PLAN_FILE).unlink(missing_ok=True)
    clock.now = 0.0
    return open_plan(folder, SECONDS, clock=clock)


def test_the_stages_have_their_shares_and_leave_a_rest() -> None:
    stages = planned_stages(100, ["nano", "small"])
    assert [(stage.label, round(stage.seconds)) for stage in stages] == [
        ("small-mlm", 34),
        ("small-long", 6),
        ("small-contrastive", 26),
        ("small-negatives", 4),
        ("small-hard", 14),
        ("nano-distil", 12),
    ]


def test_a_shape_alone_is_trained_itself() -> None:
    stages = planned_stages(100, ["nano"])
    assert stages[-1].label == "nano-hard"
    assert sum(stage.seconds for stage in stages) == pytest.approx(100 * 0.84 / 0.88)


def test_stages_that_keep_to_the_plan_take_what_was_planned(tmp_path: Path, clock: Clock) -> None:
    plan = new_plan(tmp_path, clock)
    for stage in plan.stages:
        seconds = plan.begin(stage)
        assert seconds == pytest.approx(stage.seconds)
        clock.now += seconds
        plan.finish(stage)
    assert clock.now == pytest.approx(SECONDS * 0.96)


@on_disk
@given(st.lists(st.floats(0, 1.3), min_size=6, max_size=6))
def test_the_whole_is_kept_even_where_stages_overrun(tmp_path: Path, taken: list[float]) -> None:
    plan = new_plan(tmp_path, clock := Clock())
    for stage, share in zip(plan.stages, taken, strict=True):
        clock.now += share * plan.begin(stage)
        plan.finish(stage)
    assert clock.now <= SECONDS


@on_disk
@given(st.integers(0, 4), st.floats(0, 1))
def test_what_a_stage_leaves_over_goes_to_all_that_follow(tmp_path: Path, number: int, share: float) -> None:
    plan = new_plan(tmp_path, clock := Clock())
    gains = []
    for at, stage in enumerate(plan.stages):
        seconds = plan.begin(stage)
        gains.append(seconds / stage.seconds)
        clock.now += seconds * (share if at == number else 1)
        plan.finish(stage)
    assert gains[: number + 1] == pytest.approx([1] * (number + 1))
    assert gains[number + 1 :] == pytest.approx([gains[-1]] * (5 - number))
    assert gains[-1] >= 1 - 1e-9


@on_disk
@given(st.floats(0.01, 0.99), st.floats(0, 1))
def test_a_stage_that_was_stopped_may_take_what_it_might_have(
    tmp_path: Path, saved: float, first: float
) -> None:
    plan = new_plan(tmp_path, clock := Clock())
    clock.now += first * plan.begin(plan.stages[0])
    plan.finish(plan.stages[0])
    granted = plan.begin(plan.stages[1])
    clock.now += saved * granted
    again = open_plan(tmp_path, SECONDS, clock=clock)
    assert again.begin(again.remaining[0], spent=saved * granted) == pytest.approx(granted)


def test_time_lost_between_two_checkpoints_is_lost_by_all_alike(tmp_path: Path, clock: Clock) -> None:
    plan = new_plan(tmp_path, clock)
    granted = plan.begin(plan.stages[0])
    clock.now += granted / 2
    plan.save()
    again = open_plan(tmp_path, SECONDS, clock=clock)
    seconds = again.begin(again.stages[0], spent=granted / 4)
    assert granted / 4 + (SECONDS - granted / 2) * 0.255 / (0.255 + 0.66) == pytest.approx(seconds)


def test_finished_stages_are_not_done_again(tmp_path: Path, clock: Clock) -> None:
    plan = new_plan(tmp_path, clock)
    plan.begin(plan.stages[0])
    plan.finish(plan.stages[0])
    plan.begin(plan.stages[1])
    assert open_plan(tmp_path, SECONDS).remaining == plan.stages[1:]


def test_weights_brought_back_stand_for_their_stage_and_those_before(tmp_path: Path, clock: Clock) -> None:
    plan = new_plan(tmp_path, clock)
    plan.adopt(["small-contrastive"])
    assert [stage.name for stage in plan.remaining] == ["negatives", "hard", "distil"]


def test_a_run_whose_time_is_spent_asks_for_more(tmp_path: Path, clock: Clock) -> None:
    plan = new_plan(tmp_path, clock)
    clock.now += SECONDS
    plan.save()
    with pytest.raises(DataError, match=r"spent 25\.0 minutes already: give a larger --budget"):
        open_plan(tmp_path, SECONDS)
    longer = open_plan(tmp_path, 2 * SECONDS, clock=clock)
    assert longer.begin(longer.stages[0]) == pytest.approx(0.34 * SECONDS)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"elapsed": 1, "stages": {"a": {"b": 1}}}'])
def test_a_damaged_plan_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / PLAN_FILE).write_text(content)
    with pytest.raises(DataError, match=r"plan\.json cannot be read"):
        open_plan(tmp_path, SECONDS)


def test_a_plan_of_other_shapes_is_refused(tmp_path: Path) -> None:
    open_plan(tmp_path, SECONDS, ["nano"]).save()
    with pytest.raises(DataError, match="other shapes"):
        open_plan(tmp_path, SECONDS, ["small"])
