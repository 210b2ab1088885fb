from types import SimpleNamespace

from dagbook.model.asset_key import AssetKey
from dagbook_jupyter.stale_watch import MOST_SECONDS, SLOW, StaleWatch

A, B = AssetKey("a"), AssetKey("b")


class Session:
    """Two assets; a test says which are stale, and how long that takes to see."""

    def __init__(self):
        self.stale = frozenset()
        self.ran = 0
        self.asked = 0
        self.now = 0.0
        self.takes = 0.0
        self.live = self
        self.assets = ("a", "b")
        self.origins = {A: None, B: None}

    def snapshot(self):
        return SimpleNamespace(assets=self.assets, origins=self.origins)

    def moment(self):
        return self.ran

    def stale_keys(self):
        self.asked += 1
        self.now += self.takes
        return self.stale

    def stale_reasons(self, keys):
        return {"`f()` changed in cell 2": tuple(keys)}, ()

    def risks(self, keys):
        return dict.fromkeys(keys, ("f reads time.time: the clock",))


def watch(session):
    said = []
    made = StaleWatch(session, said.append, clock=lambda: session.now)
    return made, said


def cell(made, session, stale, ran=0):
    made.begin()
    session.stale = frozenset(stale)
    session.ran += ran
    made.end("cell 2")


def test_what_a_cell_made_stale_is_said_once():
    session = Session()
    made, said = watch(session)
    cell(made, session, [A])
    cell(made, session, [A])
    cell(made, session, [A, B])
    assert said == ["`f()` changed: a is stale", "`f()` changed: b is stale"]


def test_a_cell_that_ran_something_says_nothing():
    session = Session()
    made, said = watch(session)
    cell(made, session, [A], ran=1)
    assert said == []


def test_nothing_is_looked_at_again_as_a_cell_begins_where_nothing_ran():
    session = Session()
    made, _ = watch(session)
    cell(made, session, [])
    asked = session.asked
    made.begin()
    assert session.asked == asked


def test_without_assets_nothing_is_asked():
    session = Session()
    session.assets = ()
    made, said = watch(session)
    made.end("cell 2")
    assert (session.asked, said) == (0, [])


def test_what_takes_long_is_said_and_left_out_until_something_is_defined():
    session = Session()
    session.takes = 2 * MOST_SECONDS
    made, said = watch(session)
    cell(made, session, [])
    assert said == [SLOW.format(0.4)]
    asked = session.asked
    cell(made, session, [A])
    assert session.asked == asked
    session.takes = 0.0
    made.defined([])
    cell(made, session, [A, B])
    assert session.asked > asked


def test_a_risk_is_said_once_for_all_that_have_it():
    session = Session()
    made, said = watch(session)
    made.defined([A, B])
    made.defined([A])
    assert said == ["a, b: f reads time.time: the clock."]


def test_one_slow_look_alone_stops_nothing():
    session = Session()
    made, said = watch(session)
    session.takes = 0.4
    made.begin()
    session.takes = 0.0
    session.stale = frozenset([A])
    made.end("cell 2")
    assert len(said) == 1
    assert "a is stale" in said[0]
