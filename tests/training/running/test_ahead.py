from codesearch.training.running.ahead import Ahead


def test_a_step_gets_its_own_batch_wherever_the_steps_begin() -> None:
    batches = Ahead(lambda step: 10 * step)
    assert [batches(step) for step in (4, 5, 6, 2, 3)] == [40, 50, 60, 20, 30]


def test_each_batch_is_drawn_once() -> None:
    drawn: list[int] = []
    batches = Ahead(drawn.append)
    for step in range(5):
        batches(step)
    assert drawn[:5] == [0, 1, 2, 3, 4]
