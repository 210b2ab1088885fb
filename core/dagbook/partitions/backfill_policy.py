"""How many partitions of an asset one run of a backfill makes."""

from dataclasses import dataclass
from enum import Enum

from dagbook.errors import ParameterCheckError


class BackfillPolicyType(Enum):
    """Whether a backfill is one run, or several."""

    SINGLE_RUN = "SINGLE_RUN"
    MULTI_RUN = "MULTI_RUN"


@dataclass(frozen=True)
class BackfillPolicy:
    """How the partitions of a backfill are spread over runs.

    Args:
        max_partitions_per_run: At most so many partitions a run; None for all in one.

    Example:
        >>> print(BackfillPolicy.single_run(), BackfillPolicy.multi_run(max_partitions_per_run=10))
        BackfillPolicy.single_run() BackfillPolicy.multi_run(max_partitions_per_run=10)
    """

    max_partitions_per_run: int | None = 1

    def __post_init__(self) -> None:
        """Check that the number is one."""
        number = self.max_partitions_per_run
        if number is None:
            return
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise ParameterCheckError(
                f"max_partitions_per_run is a positive int, or None for one run; got {number!r}."
            )

    @staticmethod
    def single_run() -> "BackfillPolicy":
        """Return the policy of making all partitions in one run."""
        return BackfillPolicy(max_partitions_per_run=None)

    @staticmethod
    def multi_run(max_partitions_per_run: int = 1) -> "BackfillPolicy":
        """Return the policy of several runs, each of at most so many partitions."""
        if max_partitions_per_run is None:
            raise ParameterCheckError(
                "multi_run takes an int. Use BackfillPolicy.single_run() for one run."
            )
        return BackfillPolicy(max_partitions_per_run=max_partitions_per_run)

    @property
    def policy_type(self) -> BackfillPolicyType:
        """Whether a backfill is one run, or several."""
        one = not self.max_partitions_per_run
        return BackfillPolicyType.SINGLE_RUN if one else BackfillPolicyType.MULTI_RUN

    def __str__(self) -> str:
        if self.policy_type is BackfillPolicyType.SINGLE_RUN:
            return "BackfillPolicy.single_run()"
        return f"BackfillPolicy.multi_run(max_partitions_per_run={self.max_partitions_per_run})"
