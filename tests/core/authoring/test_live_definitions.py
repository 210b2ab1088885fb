"""What the cells of a notebook define: reruns, renames, moves, failures."""

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, LiveDefinitions, Origin
from dagbook.model.asset_key import AssetKey

ONE, TWO = Origin("1", "cell 1"), Origin("2", "cell 2")


def made(name):
    @asset(name=name)
    def fn(): ...

    return fn


def keys(live):
    return [key.to_user_string() for key in live.snapshot().origins]


def test_a_rerun_replaces_all_that_the_cell_owned():
    live = LiveDefinitions()
    live.put(ONE, Found((made("a"), made("b"))))
    change = live.put(ONE, Found((made("a"), made("c"))))
    assert keys(live) == ["a", "c"]
    assert change.added == (AssetKey("c"),)
    assert change.replaced == (AssetKey("a"),)
    assert change.removed == (AssetKey("b"),)


def test_a_failed_rerun_adds_and_replaces_but_removes_nothing():
    live = LiveDefinitions()
    old, new = made("a"), made("a")
    live.put(ONE, Found((old, made("b")), resources={"x": 1}))
    change = live.put(ONE, Found((new, made("c"))), complete=False)
    assert sorted(keys(live)) == ["a", "b", "c"]
    assert new in live.snapshot().assets
    assert old not in live.snapshot().assets
    assert change.removed == ()
    assert live.snapshot().resources == {"x": 1}


def test_a_key_moves_to_the_cell_that_defines_it_last():
    live = LiveDefinitions()
    live.put(ONE, Found((made("a"),)))
    change = live.put(TWO, Found((made("a"),)))
    assert change.moved == ((AssetKey("a"), "cell 1"),)
    assert live.snapshot().origins[AssetKey("a")] == TWO
    live.put(ONE, Found(()))
    assert keys(live) == ["a"]


def test_what_a_cell_owns_wins_over_what_a_definitions_refers_to():
    live = LiveDefinitions()
    old, new = made("a"), made("a")
    live.put(ONE, Found((), referred=(old,)))
    assert live.snapshot().assets == (old,)
    live.put(TWO, Found((new,)))
    assert live.snapshot().assets == (new,)


def test_of_one_resource_key_the_later_cell_wins_and_it_is_said():
    live = LiveDefinitions()
    live.put(ONE, Found(resources={"db": 1}))
    change = live.put(TWO, Found(resources={"db": 2}))
    assert live.snapshot().resources == {"db": 2}
    assert change.rebound == (("db", "cell 1"),)


def test_a_snapshot_does_not_change():
    live = LiveDefinitions()
    live.put(ONE, Found((made("a"),)))
    before = live.snapshot()
    live.put(ONE, Found((made("b"),)))
    assert [key.to_user_string() for key in before.origins] == ["a"]
    assert live.snapshot().version > before.version


def test_cells_and_keys_can_be_removed():
    live = LiveDefinitions()
    live.put(ONE, Found((made("a"), made("b"))))
    live.put(TWO, Found((made("c"),)))
    assert live.forget(AssetKey("a"))
    assert not live.forget(AssetKey("nope"))
    assert live.remove_cells(["2", "unknown"]) == (AssetKey("c"),)
    assert keys(live) == ["b"]
    live.clear()
    assert keys(live) == []
