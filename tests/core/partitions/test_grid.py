from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from tests.strategies import ordinal_ranges, ordinal_sets

from dagbook.partitions.grid import Block, blocks, cells, transposed
from dagbook.partitions.subset import OrdinalRanges

widths = st.integers(1, 9)


@given(widths, ordinal_sets(6), ordinal_sets(8))
def test_the_cells_of_a_block_are_those_in_one_of_its_rows_and_one_of_its_columns(
    width, rows, columns
):
    columns = {column for column in columns if column < width}
    block = Block(OrdinalRanges.of(rows), OrdinalRanges.of(columns))
    plain = {row * width + column for row in rows for column in columns}
    assert cells(block, width) == OrdinalRanges.of(plain)


@given(widths, ordinal_ranges())
def test_blocks_share_no_row_and_make_up_the_set(width, subset):
    found = blocks(subset, width)
    parts = [cells(block, width) for block in found]
    assert OrdinalRanges.from_ranges(span for part in parts for span in part.ranges) == subset
    assert sum(map(len, parts)) == len(subset)
    assert sum(len(block.rows) for block in found) == len({cell // width for cell in subset})
    assert all(block.columns for block in found)


@given(widths, ordinal_ranges())
def test_rows_with_the_same_columns_are_one_block_and_blocks_come_by_first_row(width, subset):
    found = blocks(subset, width)
    assert len({block.columns for block in found}) == len(found)
    assert all(one.rows.first < other.rows.first for one, other in pairwise(found))


@given(widths, ordinal_ranges())
def test_transposing_swaps_the_row_and_the_column_of_every_cell(width, subset):
    plain = {cell % width * 61 + cell // width for cell in subset}
    assert transposed(blocks(subset, width), 61) == OrdinalRanges.of(plain)
