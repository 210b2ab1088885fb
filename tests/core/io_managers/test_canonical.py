import datetime as dt
import os
import pickle
import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.io_managers.canonical import canonical_bytes, canonical_hash

leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 2),
    st.sampled_from([0.0, -0.0, 1.0, float("inf")]),
    st.text("a'1,", max_size=3),
    st.binary(max_size=2),
    st.dates(dt.date(2020, 1, 1), dt.date(2020, 1, 2)),
    st.just(Decimal("1.0")),
)
hashable = st.recursive(
    leaves, lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3), max_leaves=4
)
plain = st.recursive(
    leaves | st.sets(hashable, max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner)
        | st.dictionaries(hashable, inner, max_size=3)
    ),
    max_leaves=6,
)


def shape(value):
    """Equal exactly for values that no consumer can tell apart."""
    kind = type(value).__name__
    if isinstance(value, dict):
        return kind, tuple((shape(key), shape(item)) for key, item in value.items())
    if isinstance(value, (set, frozenset)):
        return kind, frozenset(map(shape, value))
    if isinstance(value, (list, tuple)):
        return kind, tuple(map(shape, value))
    return kind, repr(value)


@given(plain, plain)
def test_hashes_are_equal_exactly_for_values_that_nobody_can_tell_apart(one, other):
    assert (canonical_bytes(one) == canonical_bytes(other)) == (shape(one) == shape(other))


@given(plain)
def test_a_copy_has_the_same_hash_whichever_equal_strings_are_one_object(value):
    assert canonical_hash(pickle.loads(pickle.dumps(value))) == canonical_hash(value) is not None


def test_a_set_of_text_has_one_hash_in_every_kernel():
    program = (
        "from dagbook.io_managers.canonical import canonical_hash\n"
        "print(canonical_hash({'a': [{str(n) for n in range(99)}]}))"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(hashes) == 1


class Number(int):
    pass


cycle = []
cycle.append(cycle)


@pytest.mark.parametrize(
    "value",
    [
        object(),
        Number(1),
        [Number(1)],
        {Number(1): 1},
        cycle,
        [cycle, cycle],
        10**5000,
        [[]] * 10_001,
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_types_cycles_and_giants_have_no_canonical_hash(value):
    assert canonical_hash(value) is None
