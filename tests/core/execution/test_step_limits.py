from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from dagbook.execution.step_limits import StepLimits


def step(pool=None, **tags):
    return SimpleNamespace(
        definition=SimpleNamespace(node_def=SimpleNamespace(tags=tags, pool=pool))
    )


def limits(*config, **pools):
    return StepLimits(config, SimpleNamespace(pool_limits=pools))


def test_a_tag_is_limited_whatever_its_value():
    found = limits({"key": "db", "limit": 1})
    found.take(step(db="a"))
    assert not found.admits(step(db="b"))
    assert found.admits(step(other="a"))
    found.give(step(db="a"))
    assert found.admits(step(db="b"))


def test_one_value_of_a_tag_is_limited():
    found = limits({"key": "db", "value": "a", "limit": 1})
    found.take(step(db="a"))
    assert not found.admits(step(db="a"))
    assert found.admits(step(db="b"))


def test_each_value_of_a_tag_is_limited():
    found = limits({"key": "db", "value": {"applyLimitPerUniqueValue": True}, "limit": 1})
    found.take(step(db="a"))
    assert not found.admits(step(db="a"))
    assert found.admits(step(db="b"))


def test_a_pool_is_limited_where_the_instance_says_so():
    found = limits(api=1)
    found.take(step(pool="api"))
    assert not found.admits(step(pool="api"))
    assert found.admits(step(pool="free"))


@given(
    st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["api", None])), max_size=20),
    st.integers(1, 3),
    st.integers(1, 3),
)
def test_no_more_run_than_may(asked, of_tag, of_pool):
    found = limits({"key": "db", "limit": of_tag}, api=of_pool)
    running = []
    for value, pool in asked:
        each = step(pool, db=value)
        if found.admits(each):
            found.take(each)
            running.append(pool)
    assert len(running) <= of_tag
    assert running.count("api") <= of_pool
    assert len(running) == of_tag or len(running) == len(asked) or running.count("api") == of_pool
