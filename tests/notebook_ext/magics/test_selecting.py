"""One partition is named by dimension wherever one is named."""

import pytest

DEFINED = """
both = MultiPartitionsDefinition(
    {"date": DailyPartitionsDefinition("2013-01-01", end_date="2013-01-04"),
     "region": StaticPartitionsDefinition(["us", "eu"])}
)

@asset(partitions_def=both)
def sales(context):
    print("selling")
    if context.partition_key == "2013-01-01|us":
        raise ValueError("no sales")
    return str(context.partition_key)
"""
KEY = "date=2013-01-02,region=us"


@pytest.fixture
def sales(cells):
    cells.run(DEFINED)
    cells.run(f"%materialize sales --partition {KEY}")
    return cells


def test_every_magic_that_takes_one_partition_takes_it_by_dimension(sales):
    sales.run(f"%load_asset sales --partition {KEY} --as found")
    assert sales.value("found") == "2013-01-02|us"
    assert sales.run(f"%why sales --partition {KEY}").startswith("sales[2013-01-02|us] is fresh")
    assert "current" in sales.run("%history sales --partition region=us,date=2013-01-02")
    assert "selling" in sales.run(f"%logs sales --partition {KEY}")
    sales.fail("%materialize sales --partition date=2013-01-01,region=us")
    said = sales.fail(f"%debug_asset sales --partition {KEY}")
    assert "2013-01-02|us" in said


@pytest.mark.parametrize(
    ("partition", "said"),
    [
        ("date=2013-01-02", "date=2013-01-02 means 2 partitions; name one key of each dimension."),
        ("date=2013-01-02,region=uk", "region: Could not find a partition with key `uk`."),
        ("date=2013-01-02,regoin=us", "There is no dimension 'regoin'. Did you mean region?"),
        ("2013-01-02|uk", "Could not find a partition with key `2013-01-02|uk`."),
    ],
)
def test_what_is_no_single_key_is_told(partition, said, sales):
    for magic in ("load_asset", "why"):
        assert said in sales.fail(f"%{magic} sales --partition {partition}")
