import pytest

from dagbook.errors import ParameterCheckError
from dagbook.partitions import BackfillPolicy
from dagbook.partitions.backfill_policy import BackfillPolicyType


def test_a_policy_is_one_run_or_several_of_some_partitions():
    single, several = BackfillPolicy.single_run(), BackfillPolicy.multi_run(10)
    assert (single.max_partitions_per_run, single.policy_type) == (
        None,
        BackfillPolicyType.SINGLE_RUN,
    )
    assert (several.max_partitions_per_run, several.policy_type) == (
        10,
        BackfillPolicyType.MULTI_RUN,
    )
    assert BackfillPolicy() == BackfillPolicy.multi_run() == BackfillPolicy(1)
    assert [str(each) for each in (single, several)] == [
        "BackfillPolicy.single_run()",
        "BackfillPolicy.multi_run(max_partitions_per_run=10)",
    ]


@pytest.mark.parametrize("number", ["10", 1.5, True, -1, None])
def test_what_is_no_number_of_partitions_is_refused(number):
    with pytest.raises(ParameterCheckError):
        BackfillPolicy.multi_run(number)
