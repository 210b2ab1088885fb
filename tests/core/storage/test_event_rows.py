from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dagbook.model.asset_key import AssetKey
from dagbook.model.records import Materialization, StepError, StepRecord
from dagbook.storage.event_rows import decode_range, decode_step, encode_step
from dagbook.storage.step_shapes import decode_shape, encode_shape

KEY = AssetKey(["sales", "orders"])
HEX = "0123456789abcdef" * 2

# Few characters, the marks of a path among them, so that they meet in places that matter.
marks = st.text("a1/\x00\x01", max_size=4)


def record(*made: Materialization, partition: str | None = None, **fields) -> StepRecord:
    return StepRecord("r", "orders", partition, 1.0, 0.5, (KEY,), made, **fields)


@given(marks | st.just(HEX), st.none() | marks, st.none() | marks, st.lists(marks))
def test_any_path_version_and_partition_come_back(version, partition, own, parts):
    path = "/".join(parts).replace("a", version).replace("1", partition or "1")
    step = record(Materialization(KEY, own, version, path=path), partition=partition)
    shape, row = encode_step(step)
    assert decode_step("r", decode_shape(encode_shape(shape)), row) == step


@given(st.text(max_size=3), st.text(max_size=3), st.text(max_size=3))
def test_words_of_an_error_come_back(error_class, message, traceback):
    step = record(error=StepError(error_class, message, traceback), canceled=True)
    shape, row = encode_step(step)
    assert decode_step("r", shape, row) == step
    (row.error or "").encode()


def test_partitions_of_an_asset_share_one_shape():
    def shape_of(partition, version):
        path = f"values/sales/orders/{partition}/{version}.parquet"
        made = Materialization(KEY, partition, version, "f", (("raw", version),), path=path)
        return encode_step(record(made, partition=partition))[0]

    assert shape_of("2013-01-01", HEX) == shape_of("2014-12-31", HEX[::-1])


def test_a_step_over_a_range_of_partitions_has_the_shape_of_one_over_two():
    def shape_of(partitions):
        return encode_step(record(*(Materialization(KEY, each, HEX) for each in partitions)))[0]

    assert shape_of(map(str, range(1000))) == shape_of(["a", "b"])


def of_range(made, wanted):
    """Return the record of a step that ran for *wanted* and made *made*."""
    values = (Materialization(KEY, each, HEX, tags={"a": "b"}, size_bytes=9) for each in made)
    return record(*values, range_keys=tuple(wanted))


@pytest.mark.parametrize("made", ["abc", "", "ab", "cba", "a"])
def test_a_step_over_a_range_comes_back_whatever_it_made_of_it(made):
    step = of_range(made, "abc")
    shape, row = encode_step(step)
    assert decode_step("r", shape, row) == step
    assert decode_range(row.body) == ("a", "b", "c")


def test_what_every_partition_of_a_range_has_is_stored_once():
    days = [f"2024-01-{day:02d}" for day in range(1, 32)]
    _, row = encode_step(of_range(days, days))
    assert len(row.body) < 20 * len(days)
    assert len(row.extra) < 20


@dataclass(frozen=True)
class Case:
    id: str
    version: str
    packed: bytes | None


CASES = [
    Case("digest", HEX, bytes.fromhex(HEX)),
    Case("upper case", HEX.upper(), None),
    Case("spaces that fromhex skips", HEX[:30] + "  ", None),
    Case("short", "ab", None),
    Case("not hexadecimal", "g" * 32, None),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_only_versions_that_come_back_are_packed(case):
    step = record(Materialization(KEY, None, case.version))
    shape, row = encode_step(step)
    assert row.versions == case.packed
    assert decode_step("r", shape, row) == step
