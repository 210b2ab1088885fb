import pytest
from hypothesis import given
from tests.strategies import ordinal_ranges

from dagbook.partitions import (
    DailyPartitionsDefinition,
    IdentityPartitionMapping,
    OrdinalRanges,
    PartitionMapping,
    PartitionsDefinition,
    StaticPartitionsDefinition,
    TimeWindowPartitionMapping,
    UpstreamPartitions,
    UpstreamPartitionsResult,
)

LETTERS = StaticPartitionsDefinition("abcdefgh")


class Mirrored(PartitionMapping):
    """Each letter needs the one as far from the other end; written as users write mappings."""

    description = "Mirrored."

    def get_upstream_mapped_partitions_result_for_partitions(
        self,
        downstream_partitions_subset,
        downstream_partitions_def,
        upstream_partitions_def,
        current_time=None,  # noqa: ARG002 - Dagster's
        dynamic_partitions_store=None,  # noqa: ARG002 - Dagster's
    ):
        if downstream_partitions_subset is None:
            return UpstreamPartitionsResult(
                upstream_partitions_def.subset_with_all_partitions(),
                upstream_partitions_def.empty_subset(),
            )
        keys = mirrored(downstream_partitions_subset, downstream_partitions_def)
        there = [key for key in keys if upstream_partitions_def.has_partition_key(key)]
        return UpstreamPartitionsResult(
            upstream_partitions_def.subset_with_partition_keys(there),
            upstream_partitions_def.empty_subset().with_partition_keys(set(keys) - set(there)),
        )

    def get_downstream_partitions_for_partitions(
        self,
        upstream_partitions_subset,
        upstream_partitions_def,
        downstream_partitions_def,
        current_time=None,  # noqa: ARG002 - Dagster's
        dynamic_partitions_store=None,  # noqa: ARG002 - Dagster's
    ):
        return downstream_partitions_def.subset_with_partition_keys(
            mirrored(upstream_partitions_subset, upstream_partitions_def)
        )


def mirrored(subset, partitions_def):
    keys = list(partitions_def.get_partition_keys())
    return [keys[-1 - keys.index(key)] for key in subset.get_partition_keys()]


class OneByOne(PartitionsDefinition):
    """The letters as a user's definition, whose places do not last."""

    def get_partition_keys(self, current_time=None, dynamic_partitions_store=None):  # noqa: ARG002 - Dagster's
        return list("abcdefgh")


@pytest.mark.parametrize("partitions_def", [LETTERS, OneByOne()], ids=["static", "user's"])
@given(subset=ordinal_ranges(7))
def test_a_users_mapping_works_on_ordinals_through_dagsters_methods(partitions_def, subset):
    expected = OrdinalRanges.of(7 - place for place in subset)
    mapping = Mirrored()
    assert mapping.upstream_of(subset, partitions_def, partitions_def) == UpstreamPartitions(
        expected
    )
    assert mapping.downstream_of(subset, partitions_def, partitions_def) == expected


def test_a_users_mapping_may_be_asked_without_downstream_partitions():
    found = Mirrored().upstream_of(None, None, LETTERS)
    assert found == UpstreamPartitions(LETTERS.all_partitions())
    Mirrored().validate_partition_mapping(LETTERS, None)


def test_what_a_users_mapping_names_and_nothing_has_is_missing():
    few = StaticPartitionsDefinition("abc")
    found = Mirrored().upstream_of(OrdinalRanges.of([0, 7]), LETTERS, few)
    assert found == UpstreamPartitions(few.subset_of("a"), ("h",))


class Careless(Mirrored):
    """Names what does not exist among what does."""

    def get_upstream_mapped_partitions_result_for_partitions(self, *arguments):
        down, _, up = arguments
        return UpstreamPartitionsResult(
            up.subset_with_partition_keys(down.get_partition_keys()), up.empty_subset()
        )


def test_keys_that_do_not_exist_are_missing_wherever_a_users_mapping_names_them():
    few = StaticPartitionsDefinition("abc")
    found = Careless().upstream_of(OrdinalRanges.of([2, 3]), LETTERS, few)
    assert found == UpstreamPartitions(few.subset_of("c"), ("d",))


class Deserialized(Mirrored):
    """Returns a subset that was written down when there were more days."""

    def get_upstream_mapped_partitions_result_for_partitions(self, *arguments):
        *_, up = arguments
        written = '{"version": 1, "time_windows": [[1704067200, 1704326400]], "num_partitions": 3}'
        return UpstreamPartitionsResult(up.deserialize_subset(written), up.empty_subset())


def test_windows_that_no_longer_exist_are_missing_as_well():
    days = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-03")
    found = Deserialized().upstream_of(None, None, days)
    assert found == UpstreamPartitions(OrdinalRanges.span(0, 2), ("2024-01-03",))


@pytest.mark.parametrize("left_out", ["description", "get_downstream_partitions_for_partitions"])
def test_a_mapping_without_one_of_its_members_cannot_be_made(left_out):
    class Partial(PartitionMapping):
        description = Mirrored.description
        get_upstream_mapped_partitions_result_for_partitions = (
            Mirrored.get_upstream_mapped_partitions_result_for_partitions
        )
        get_downstream_partitions_for_partitions = Mirrored.get_downstream_partitions_for_partitions

    members = dict(vars(Partial))
    del members[left_out]
    with pytest.raises(TypeError, match=left_out):
        type("Partial", (PartitionMapping,), members)()


def test_dagbooks_mappings_answer_dagsters_methods():
    up = StaticPartitionsDefinition("cab")
    result = IdentityPartitionMapping().get_upstream_mapped_partitions_result_for_partitions(
        LETTERS.subset_with_partition_keys("bcd"), LETTERS, up
    )
    assert result.partitions_subset == up.subset_with_partition_keys("bc")
    assert result.required_but_nonexistent_partition_keys == ["d"]
    back = IdentityPartitionMapping().get_downstream_partitions_for_partitions(
        up.subset_with_partition_keys("cz"), up, LETTERS
    )
    assert back.get_partition_keys() == ["c"]


def test_windows_that_do_not_exist_upstream_are_named_by_dagsters_method():
    days = DailyPartitionsDefinition("2024-01-01", end_date="2024-02-01")
    later = DailyPartitionsDefinition("2024-01-03", end_date="2024-02-01")
    result = TimeWindowPartitionMapping().get_upstream_mapped_partitions_result_for_partitions(
        days.subset_with_partition_keys(["2024-01-02", "2024-01-03"]), days, later
    )
    assert result.partitions_subset.get_partition_keys() == ["2024-01-03"]
    assert result.required_but_nonexistent_partition_keys == ["2024-01-02"]
