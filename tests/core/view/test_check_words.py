"""How checks stand, in a few words."""

import pytest

from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.partitions.subset import OrdinalRanges
from dagbook.status.check_status import CheckState, CheckStatus
from dagbook.view.check_words import check_mark, check_marks

ONE = OrdinalRanges.span(0, 1)


def check(name, state, *, asset="orders", to_do=False, failed=False, blocking=False):
    return CheckStatus(
        AssetCheckKey(AssetKey(asset), name),
        state,
        blocking,
        ONE if to_do else OrdinalRanges(),
        frozenset({None}) if failed else frozenset(),
    )


PASSED, FAILED = CheckState.PASSED, CheckState.FAILED
CASES = {
    "all passed": ([check("a", PASSED), check("b", PASSED)], "✓ 2"),
    "one failed": ([check("a", FAILED), check("b", PASSED)], "✗ a, ✓ 1"),
    "one blocks": ([check("a", FAILED, failed=True, blocking=True)], "✗ a blocks"),
    "a failure of a former value blocks not": ([check("a", FAILED, blocking=True)], "✗ a"),
    "many failed": ([check(name, FAILED) for name in "abcd"], "✗ a, b and 2 more"),
    "a warning": ([check("a", CheckState.WARNED)], "! a"),
    "new": ([check("a", CheckState.NOT_RUN, to_do=True)], "○ a"),
    "of a former value": ([check("a", PASSED, to_do=True)], "✓ 1, 1 stale"),
}


@pytest.mark.parametrize(("found", "mark"), CASES.values(), ids=CASES)
def test_a_mark_names_what_is_wrong_and_counts_the_rest(found, mark):
    assert check_mark(found) == mark


def test_marks_are_by_asset():
    found = [check("a", PASSED), check("a", FAILED, asset="sales/total")]
    marks = check_marks({each.key: each for each in found})
    assert marks == {"orders": "✓ 1", "sales/total": "✗ a"}
