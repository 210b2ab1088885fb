import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import STORE, multi_definitions, ordinal_ranges

from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.partitions import (
    AllPartitionMapping,
    DailyPartitionsDefinition,
    DimensionPartitionMapping,
    HourlyPartitionsDefinition,
    IdentityPartitionMapping,
    LastPartitionMapping,
    MultiPartitionMapping,
    MultiPartitionsDefinition,
    MultiToSingleDimensionPartitionMapping,
    OrdinalRanges,
    StaticPartitionsDefinition,
    partition_loading_context,
)
from dagbook.partitions.multi_mapping import matching_dimension

LETTERS = StaticPartitionsDefinition("ab")
DIGITS = StaticPartitionsDefinition("12")
DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-04")
LETTER_DIGITS = MultiPartitionsDefinition({"letter": LETTERS, "digit": DIGITS})
LETTER_DAYS = MultiPartitionsDefinition({"letter": LETTERS, "day": DAYS})

one_dimension = st.sampled_from(
    [IdentityPartitionMapping(), AllPartitionMapping(), LastPartitionMapping()]
)


@st.composite
def mappings(draw):
    """Mappings of none, one or both of the dimensions x and y, each way round."""
    to = draw(st.permutations("xy"))
    chosen = draw(st.sets(st.sampled_from("xy")))
    return MultiPartitionMapping(
        {
            name: DimensionPartitionMapping(other, draw(one_dimension))
            for name, other in zip("xy", to, strict=True)
            if name in chosen
        }
    )


def key_by_key(mapping, key, down, up):
    """Return what one downstream key needs, as the mapping's words say it."""
    needed = {
        each.name: set(each.partitions_def.get_partition_keys()) for each in up.partitions_defs
    }
    for name, (other, inner) in mapping.downstream_mappings_by_upstream_dimension.items():
        below = down.get_partitions_def_for_dimension(other)
        above = up.get_partitions_def_for_dimension(name)
        found = inner.upstream_of(below.subset_of([key.keys_by_dimension[other]]), below, above)
        needed[name] = set(above.keys_in(found.subset))
    return {
        each
        for each in up.get_partition_keys()
        if all(part in needed[name] for name, part in each.keys_by_dimension.items())
    }


@given(mappings(), multi_definitions(), multi_definitions(), ordinal_ranges(20))
def test_a_set_needs_what_its_keys_need_and_the_way_back_finds_them(mapping, down, up, subset):
    with partition_loading_context(dynamic_partitions_store=STORE):
        subset &= down.all_partitions()
        needs = {key: key_by_key(mapping, key, down, up) for key in down.get_partition_keys()}
        found = mapping.upstream_of(subset, down, up)
        wanted = down.keys_in(subset)
        assert set(up.keys_in(found.subset)) == set().union(*(needs[key] for key in wanted))
        for key in up.get_partition_keys():
            users = mapping.downstream_of(up.subset_of([key]), up, down)
            assert set(down.keys_in(users)) == {user for user, keys in needs.items() if key in keys}


def test_what_a_dimension_lacks_is_missing_once():
    more = MultiPartitionsDefinition({"letter": StaticPartitionsDefinition("abc"), "digit": DIGITS})
    same = MultiPartitionMapping(
        {"letter": DimensionPartitionMapping("letter", IdentityPartitionMapping())}
    )
    found = same.upstream_of(more.subset_of(["1|b", "1|c", "2|c"]), more, LETTER_DIGITS)
    assert LETTER_DIGITS.keys_in(found.subset) == ["1|b", "2|b"]
    assert found.missing_keys == ("c",)


def test_one_key_needs_every_key_with_it_and_the_other_way_round():
    mapping = MultiToSingleDimensionPartitionMapping()
    a = LETTERS.subset_of("a")
    assert LETTER_DAYS.keys_in(mapping.upstream_of(a, LETTERS, LETTER_DAYS).subset) == [
        "2024-01-01|a",
        "2024-01-02|a",
        "2024-01-03|a",
    ]
    some = LETTER_DAYS.subset_of(["2024-01-01|b", "2024-01-03|b"])
    assert mapping.upstream_of(some, LETTER_DAYS, LETTERS).subset == LETTERS.subset_of("b")
    assert mapping.downstream_of(some, LETTER_DAYS, LETTERS) == LETTERS.subset_of("b")
    assert mapping.downstream_of(a, LETTERS, LETTER_DAYS) == LETTER_DAYS.product_of({"letter": a})


def test_another_cadence_is_mapped_by_overlapping_windows():
    hours = HourlyPartitionsDefinition("2024-01-01-00:00", end_date="2024-01-04-00:00")
    mapping = MultiToSingleDimensionPartitionMapping()
    second = hours.subset_of(["2024-01-02-05:00", "2024-01-02-06:00"])
    assert LETTER_DAYS.keys_in(mapping.upstream_of(second, hours, LETTER_DAYS).subset) == [
        "2024-01-02|a",
        "2024-01-02|b",
    ]
    day = LETTER_DAYS.subset_of(["2024-01-02|b"])
    assert mapping.upstream_of(day, LETTER_DAYS, hours).subset == OrdinalRanges.span(24, 48)


def test_a_year_of_hours_is_mapped_as_a_range_for_each_key_of_the_other_dimension():
    hours = HourlyPartitionsDefinition("2020-01-01-00:00", end_date="2021-01-01-00:00")
    days = DailyPartitionsDefinition("2020-01-01", end_date="2021-01-01")
    many = MultiPartitionsDefinition({"letter": LETTERS, "when": hours})
    found = MultiToSingleDimensionPartitionMapping().upstream_of(days.all_partitions(), days, many)
    assert found.subset == many.all_partitions()


@pytest.mark.parametrize(
    ("up", "down", "words"),
    [
        (LETTERS, DIGITS, "here both assets have the same"),
        (LETTER_DAYS, LETTER_DIGITS, "Use MultiPartitionMapping"),
        (LETTERS, MultiPartitionsDefinition({"x": LETTERS, "y": LETTERS}), "x and y both have"),
        (StaticPartitionsDefinition("z"), LETTER_DAYS, "None of the dimensions day and letter"),
        (DAYS, LETTER_DIGITS, "exactly one dimension partitioned by time"),
        (LETTER_DAYS, None, "needs a partitioned downstream asset"),
    ],
)
def test_without_one_matching_dimension_it_is_said_why(up, down, words):
    mapping = MultiToSingleDimensionPartitionMapping()
    with pytest.raises(DagsterInvalidDefinitionError, match=words):
        mapping.validate_partition_mapping(up, down)
    if down is not None:
        assert isinstance(matching_dimension(up, down), str)


def dimension(name):
    return DimensionPartitionMapping(name, IdentityPartitionMapping())


@pytest.mark.parametrize(
    ("table", "up", "down", "words"),
    [
        ({}, LETTERS, LETTER_DAYS, "the upstream one is StaticPartitionsDefinition"),
        ({}, LETTER_DAYS, None, "the downstream one is NoneType"),
        ({"day": dimension("letter")}, LETTER_DIGITS, LETTER_DAYS, "upstream dimension 'day'"),
        ({"letter": dimension("x")}, LETTER_DIGITS, LETTER_DAYS, "downstream dimension 'x'"),
        (
            {"letter": dimension("day"), "digit": dimension("day")},
            LETTER_DIGITS,
            LETTER_DAYS,
            "'day', .* or maps it twice",
        ),
    ],
)
def test_dimensions_that_are_not_there_are_named(table, up, down, words):
    with pytest.raises(DagsterInvalidDefinitionError, match=words):
        MultiPartitionMapping(table).validate_partition_mapping(up, down)


def test_only_dimension_mappings_stand_for_a_dimension():
    with pytest.raises(DagsterInvalidDefinitionError, match="for the upstream dimension 'x'"):
        MultiPartitionMapping({"x": IdentityPartitionMapping()})


def test_an_unpartitioned_asset_downstream_is_refused():
    mapping = MultiPartitionMapping({})
    with pytest.raises(DagsterInvalidDefinitionError, match="is not partitioned"):
        mapping.upstream_of(None, LETTER_DAYS, LETTER_DAYS)
