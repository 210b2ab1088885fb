"""Why a value is out of date: one cue a reason, and no reason exactly when it is current."""

from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.authoring.staleness_tag import WAYS
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
OWN = st.fixed_dictionaries(
    {},
    optional={
        "config:": st.sampled_from(['{"days":"3"}', '{"days":"4"}', '{"name":"#1"}', "{}"]),
        "file:/x.csv": VERSIONS,
    },
)
INPUTS = st.tuples(st.dictionaries(KEYS, VERSIONS), OWN).map(
    lambda found: (*sorted(found[0].items()), *found[1].items())
)
CODES = st.sampled_from([None, "1", "2", "user:1", "user:2"])


@st.composite
def presents(draw, judged=WAYS):
    """What would be recorded now; only what is read can be out of date, or several partitions."""
    inputs = draw(INPUTS)
    names = [name for name, _ in inputs if ":" not in name]
    read = st.sampled_from(names or ["a"])
    return Provenance(
        draw(CODES),
        inputs,
        draw(st.dictionaries(read, KEYS)) if names else {},
        draw(st.sampled_from(judged)),
        draw(st.frozensets(read)) if names else frozenset(),
    )


WAS = st.builds(Provenance, CODES, INPUTS)


@given(was=WAS, now=presents())
def test_there_is_no_cause_exactly_when_it_is_current(was, now):
    assert (stale_causes(KEY, was, now) == ()) == is_current(was, now)


@given(was=WAS, now=presents(judged=("auto",)))
def test_fresh_exactly_when_code_is_known_and_all_it_was_made_from_is_equal(was, now):
    equal = (was.fingerprint, was.inputs) == (now.fingerprint, now.inputs)
    assert is_current(was, now) == (equal and now.fingerprint is not None and not now.stale_inputs)


@given(was=WAS, now=presents(judged=("manual",)), other=CODES)
def test_by_hand_only_the_users_version_of_the_code_counts(was, now, other):
    derived = is_derived(now.fingerprint)
    if derived:
        assert is_current(was, now) == is_current(replace(was, fingerprint=other), now)
    elif was.fingerprint != now.fingerprint:
        assert not is_current(was, now)


def is_derived(fingerprint):
    """Return whether a code version is not the user's."""
    return fingerprint is None or not fingerprint.startswith("user:")


@given(was=WAS, now=presents(judged=("always", "never")))
def test_always_and_never_are_what_they_say(was, now):
    assert is_current(was, now) == (now.judged == "never")


@given(was=WAS.filter(lambda each: each.fingerprint is not None))
def test_what_was_just_made_is_current(was):
    assert is_current(was, was)
