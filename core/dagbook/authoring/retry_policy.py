"""`RetryPolicy`: when a step that failed runs again."""

from dataclasses import dataclass
from enum import Enum

from dagbook.errors import DagsterInvalidDefinitionError, ParameterCheckError
from dagbook.model.failures import number


class Backoff(Enum):
    """How the delay grows with the attempts.

    `LINEAR` is the number of the attempt times the delay, `EXPONENTIAL` two to its power, less one,
    times the delay.
    """

    LINEAR = "LINEAR"
    EXPONENTIAL = "EXPONENTIAL"


class Jitter(Enum):
    """How chance changes the delay, after the backoff.

    `FULL` draws between zero and the delay, `PLUS_MINUS` changes it by up to the policy's delay in
    either direction.
    """

    FULL = "FULL"
    PLUS_MINUS = "PLUS_MINUS"


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """When a step that failed runs again.

    Args:
        max_retries: How often at most.
        delay: Seconds before the next attempt; other steps run meanwhile.
        backoff: How the delay grows.
        jitter: How chance changes it.

    Raises:
        DagsterInvalidDefinitionError: A backoff or jitter without a delay.
        ParameterCheckError: An argument of another type.

    Example:
        >>> policy = RetryPolicy(max_retries=3, delay=2, backoff=Backoff.EXPONENTIAL)
        >>> [policy.calculate_delay(attempt) for attempt in (1, 2, 3)]
        [2, 6, 14]
    """

    max_retries: int = 1
    delay: float | None = None
    backoff: Backoff | None = None
    jitter: Jitter | None = None

    def __post_init__(self) -> None:
        number(self.max_retries, "max_retries", int)
        if self.delay is not None:
            number(self.delay, "delay", float)
        for name, value, kind in (
            ("backoff", self.backoff, Backoff),
            ("jitter", self.jitter, Jitter),
        ):
            if value is None:
                continue
            if not isinstance(value, kind):
                raise ParameterCheckError(
                    f'Param "{name}" is not a {kind.__name__}. Got {value!r} which is type '
                    f"{type(value)}."
                )
            if self.delay is None:
                raise DagsterInvalidDefinitionError(
                    f"Can not set {name} on RetryPolicy without also setting delay."
                )

    def calculate_delay(self, attempt_num: int) -> float:
        """Return how many seconds to wait before attempt *attempt_num*, the first retry being 1."""
        base = self.delay or 0
        delay = base
        if self.backoff is Backoff.EXPONENTIAL:
            delay = (2**attempt_num - 1) * base
        elif self.backoff is Backoff.LINEAR:
            delay = base * attempt_num
        # Chance spreads retries over time and guards nothing.
        from random import random  # noqa: PLC0415 - a tenth of what importing dagbook would cost

        if self.jitter is Jitter.FULL:
            return random() * delay  # noqa: S311 - above
        if self.jitter is Jitter.PLUS_MINUS:
            return delay + 2 * random() * base - base  # noqa: S311 - above
        return delay
