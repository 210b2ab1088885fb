import pytest

from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvalidInvocationError
from dagbook.partitions import (
    DailyPartitionsDefinition,
    DynamicPartitionsDefinition,
    MultiPartitionsDefinition,
    PartitionsDefinition,
    StaticPartitionsDefinition,
)

DAYS = DailyPartitionsDefinition("2024-01-01", end_date="2024-01-04")


class Odd(PartitionsDefinition):
    def get_partition_keys(self, current_time=None, dynamic_partitions_store=None):  # noqa: ARG002 - Dagster's
        return ["odd"]


@pytest.mark.parametrize(
    ("dimensions", "error", "words"),
    [
        ({}, DagsterInvalidInvocationError, "This one has 0"),
        ({"x": DAYS, "y": DAYS, "z": DAYS}, DagsterInvalidInvocationError, "has 3: x, y, z"),
        ([DAYS, DAYS], DagsterInvalidDefinitionError, "its dimensions by name"),
        ({"x": DAYS, "y": Odd()}, DagsterInvalidDefinitionError, "type Odd of dimension 'y'"),
        ({"x": DAYS, "y": ["a"]}, DagsterInvalidDefinitionError, "type list of dimension 'y'"),
        ({"x": DAYS, 1: DAYS}, DagsterInvalidDefinitionError, "of dimension 1"),
        (
            {"x": DAYS, "y": DynamicPartitionsDefinition(lambda _: ["a"])},
            DagsterInvalidDefinitionError,
            "'y' has none",
        ),
        (
            {"x": DAYS, "y": StaticPartitionsDefinition(["a", "b,c"])},
            DagsterInvalidDefinitionError,
            "dimension y: 'b,c'",
        ),
    ],
)
def test_what_cannot_be_a_dimension_is_named(dimensions, error, words):
    with pytest.raises(error, match=words):
        MultiPartitionsDefinition(dimensions)
