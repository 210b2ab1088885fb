"""`Step`: what the run loop asks of a planned step, whatever kind of definition it calls."""

from collections.abc import Sequence
from typing import Any, Protocol

from dagbook.authoring.step_definition import StepDefinition
from dagbook.model.asset_key import AssetKey


class StepInput(Protocol):
    """A value that a step reads, which knows itself how it is read.

    What an asset reads is a `PlannedInput` instead.
    """

    @property
    def name(self) -> str:
        """The parameter that takes it."""

    def load(self, step: Any) -> Any:
        """Return the value; *step* is the running step, which is told the events of it."""


class Step(Protocol):
    """One call of a function, as planned."""

    @property
    def key(self) -> str:
        """The step's key, as in Dagster."""

    @property
    def definition(self) -> StepDefinition:
        """Whose function."""

    @property
    def selected(self) -> tuple[AssetKey, ...]:
        """Which of its assets were asked for."""

    @property
    def partition_key(self) -> str | None:
        """For which partition, or None."""

    @property
    def range_keys(self) -> tuple[str, ...]:
        """For which partitions, where they are several; then `partition_key` is None."""

    @property
    def places(self) -> tuple[str | None, ...]:
        """For which partitions, None alone for none: `range_keys`, or `partition_key` alone."""

    @property
    def inputs(self) -> Sequence[Any]:
        """What is passed to it: each a `PlannedInput` or a `StepInput`."""

    @property
    def deps(self) -> Sequence[tuple[AssetKey, tuple[str, ...] | None]]:
        """What else it depends on."""

    @property
    def needs(self) -> Sequence[int]:
        """Positions in the plan of the steps that have to succeed before it."""
