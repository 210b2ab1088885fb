"""Tests of `dagbook.execution.step_queue`."""

from hypothesis import given
from hypothesis import strategies as st

from dagbook.execution import step_queue
from dagbook.execution.step_queue import StepQueue


@st.composite
def plans(draw):
    """Needs of steps, each only of earlier ones."""
    count = draw(st.integers(1, 12))
    return [
        tuple(sorted(draw(st.frozensets(st.integers(0, at - 1), max_size=3)))) if at else ()
        for at in range(count)
    ]


def drain(queue, positions):
    while True:
        position = queue.next()
        if position is None:
            return
        positions.append(position)
        for free in queue.done(position):
            queue.add(free)


@given(plans())
def test_every_step_comes_once_and_after_what_it_needs(needs):
    order = []
    drain(StepQueue(needs), order)
    assert sorted(order) == list(range(len(needs)))
    for position, each in enumerate(needs):
        assert all(order.index(need) < order.index(position) for need in each)


def test_a_step_gets_in_line_when_its_last_need_is_done():
    order = []
    drain(StepQueue([(), (), (1,), (0,), (2, 3)]), order)
    assert order == [0, 1, 3, 2, 4]


def test_one_that_waits_gets_in_line_when_its_time_has_come(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(step_queue, "monotonic", lambda: now[0])
    queue = StepQueue([(), ()])
    first = queue.next()
    queue.again(first, 5.0)
    assert queue.seconds_to_wait() == 5.0
    assert queue.next() == 1
    assert queue.next() is None
    now[0] = 105.0
    assert queue.seconds_to_wait() == 0.0
    assert queue.next() == first
    assert queue.seconds_to_wait() is None


def test_one_that_does_not_wait_stands_at_the_end_of_the_line():
    queue = StepQueue([(), (), ()])
    first = queue.next()
    queue.again(first, 0.0)
    assert [queue.next() for _ in range(4)] == [1, 2, 0, None]


def test_of_several_that_wait_the_earliest_is_first(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(step_queue, "monotonic", lambda: now[0])
    queue = StepQueue([(), ()])
    queue.again(queue.next(), 9.0)
    queue.again(queue.next(), 3.0)
    now[0] = 10.0
    assert [queue.next(), queue.next()] == [1, 0]
