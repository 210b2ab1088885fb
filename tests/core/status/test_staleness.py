"""Why a value is out of date: one cue a reason, and no reason exactly when it is current."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.model.asset_key import AssetKey
from dagbook.status.input_versions import MISSING_VERSION
from dagbook.status.staleness import (
    Provenance,
    StaleCauseCategory,
    is_current,
    stale_causes,
)

KEY = AssetKey("orders")
CODE, DATA, DEPENDENCIES = (
    StaleCauseCategory.CODE,
    StaleCauseCategory.DATA,
    StaleCauseCategory.DEPENDENCIES,
)
WAS = Provenance("1", (("fx", "a"), ("raw", "b")))


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    now: Provenance
    causes: tuple
    was: Provenance = WAS


CASES = (
    Case("nothing differs", WAS, ()),
    Case("code", Provenance("2", WAS.inputs), ((CODE, "has a new code version", None),)),
    Case(
        "code that cannot be told",
        Provenance(None, WAS.inputs),
        ((CODE, "its code version is not known", None),),
    ),
    Case(
        "code that could not be told is not trusted though it is the same",
        Provenance(None, ()),
        ((CODE, "its code version is not known", None),),
        was=Provenance(None, ()),
    ),
    Case(
        "a dependency came",
        Provenance("1", (*WAS.inputs, ("tax", "c"), ("tax2", "c"))),
        (
            (DEPENDENCIES, "has a new dependency tax", "tax"),
            (DEPENDENCIES, "has a new dependency tax2", "tax2"),
        ),
    ),
    Case(
        "a dependency went",
        Provenance("1", WAS.inputs[:1]),
        ((DEPENDENCIES, "no longer depends on raw", "raw"),),
    ),
    Case(
        "a new value",
        Provenance("1", (("fx", "a"), ("raw", "c"))),
        ((DATA, "raw has a new value", "raw"),),
    ),
    Case(
        "a value that is gone",
        Provenance("1", (("fx", "a"), ("raw", MISSING_VERSION))),
        ((DATA, "raw has no value any more", "raw"),),
    ),
    Case(
        "a dependency that is out of date by itself",
        Provenance("1", WAS.inputs, {"raw": "raw"}),
        ((DATA, "raw is stale", "raw"),),
    ),
    Case(
        "a dependency that is out of date from further up",
        Provenance("1", WAS.inputs, {"raw": "files"}),
        ((DATA, "raw is stale, from files on", "raw"),),
    ),
    Case(
        "a new value says more than that it is out of date again",
        Provenance("1", (("fx", "a"), ("raw", "c")), {"raw": "raw"}),
        ((DATA, "raw has a new value", "raw"),),
    ),
    Case(
        "everything at once, code first",
        Provenance("2", (("fx", "z"), ("tax", "c")), {"fx": "fx", "tax": "tax"}),
        (
            (CODE, "has a new code version", None),
            (DEPENDENCIES, "has a new dependency tax", "tax"),
            (DEPENDENCIES, "no longer depends on raw", "raw"),
            (DATA, "fx has a new value", "fx"),
        ),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_the_causes_are_in_words_and_name_the_dependency(case):
    causes = stale_causes(KEY, case.was, case.now)
    assert causes == stale_causes(KEY, case.was, case.now)
    found = [
        (each.category, each.reason, each.dependency and each.dependency.to_user_string())
        for each in causes
    ]
    assert found == list(case.causes)
    assert {each.key for each in causes} <= {KEY}


KEYS = st.sampled_from(["a", "b", "c/d"])
VERSIONS = st.sampled_from(["", "1", "2"])
INPUTS = st.dictionaries(KEYS, VERSIONS).map(lambda found: tuple(sorted(found.items())))
CODES = st.sampled_from([None, "1", "2"])


@st.composite
def presents(draw):
    """What would be recorded now; only what is read can be out of date."""
    inputs = draw(INPUTS)
    stale = draw(st.dictionaries(st.sampled_from([k for k, _ in inputs] or ["a"]), KEYS))
    return Provenance(draw(CODES), inputs, stale if inputs else {})


@given(was=st.builds(Provenance, CODES, INPUTS), now=presents())
def test_there_is_no_cause_exactly_when_it_is_current(was, now):
    assert (stale_causes(KEY, was, now) == ()) == is_current(was, now)


@given(was=st.builds(Provenance, st.just("1"), INPUTS))
def test_what_was_just_made_is_current(was):
    assert is_current(was, was)
