import pytest

from dagbook import live
from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.errors import DagsterInvariantViolationError
from dagbook.execution.ambient import set_ambient
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.session import Session


@asset(group_name="sales", kinds={"pandas"})
def raw():
    return 1


@asset(partitions_def=StaticPartitionsDefinition(["a", "b"]))
def orders(context, raw):
    return context.partition_key


@pytest.fixture
def session(tmp_path):
    session = Session(tmp_path / ".dagbook")
    session.live.put(Origin("c", "cell 1"), Found((raw, orders)))
    set_ambient(session)
    yield session
    set_ambient(None)
    session.close()


@pytest.mark.parametrize(
    "call", [live.session, live.assets, live.plan, live.materialize, lambda: live.load("raw")]
)
def test_without_a_session_each_call_says_what_to_do(call):
    with pytest.raises(DagsterInvariantViolationError, match="%load_ext dagbook"):
        call()


def test_the_session_is_the_kernels(session):
    assert live.session() is session


def test_materialize_runs_and_load_loads(session):
    summary = live.materialize("orders", "a")
    assert [step.step_key for step in summary.steps] == ["raw", "orders"]
    assert live.load("orders", "a") == "a"
    assert live.load("orders", "all") == {"a": "a"}


def test_materialize_raises_what_the_users_code_raised(session):
    @asset
    def broken():
        raise ZeroDivisionError("no rows")

    session.live.put(Origin("d", "cell 2"), Found((broken,)))
    with pytest.raises(ZeroDivisionError, match="no rows"):
        live.materialize("broken")


def test_plan_runs_nothing(session):
    assert [(row.name, row.steps) for row in live.plan().rows] == [("raw", 1), ("orders", 2)]
    assert [row.state for row in live.assets()] == ["never", "never"]


def test_assets_are_frozen_rows(session):
    live.materialize("orders", "a")
    first, second = live.assets()
    assert (first.key, first.state, first.group, first.kinds) == (
        "raw",
        "fresh",
        "sales",
        ("pandas",),
    )
    assert (first.partitions, first.done, first.defined_in) == (None, None, "cell 1")
    assert first.size_bytes > 0
    assert first.materialized_at > 0
    assert (second.key, second.state, second.deps) == ("orders", "partial", ("raw",))
    assert (second.partitions, second.done) == (2, 1)
    assert live.assets("group:sales") == (first,)


def test_values_are_taken_back_and_wiped_and_their_history_stays(session):
    live.materialize("raw")
    live.materialize("orders", "all")
    assert [row.partition for row in live.history("orders")] == ["b", "a"]
    assert [each.partition for each in live.undo("orders", "a").undone] == ["a"]
    assert live.wipe("raw", dry_run=True).count == 1
    assert live.load("raw") == 1
    assert live.wipe("raw+").count == 2
    assert {row.state for row in live.assets()} == {"never"}
    assert [row.is_wiped for row in live.history("orders", "b")] == [True]
