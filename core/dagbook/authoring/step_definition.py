"""`StepDefinition`: what the engine asks of whatever has a function that a step calls."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from dagbook.authoring.asset_io import AssetSpec
from dagbook.authoring.signature import Signature
from dagbook.authoring.step_types import StepTypes
from dagbook.partitions.definition import PartitionsDefinition


class StepOutputDefinition(Protocol):
    """One output of a step."""

    @property
    def name(self) -> str:
        """The output's name."""

    @property
    def spec(self) -> AssetSpec | None:
        """The asset that it is, or None."""

    @property
    def io_manager_key(self) -> str:
        """The resource that stores it."""

    @property
    def is_required(self) -> bool:
        """False when the step may leave it out."""

    @property
    def nothing(self) -> bool:
        """Whether there is no value to store."""


class StepDefinition(Protocol):
    """A function and what it takes and makes: assets, checks, one op of a graph.

    One that has a method ``make_context(step)`` says what its function is told; the others' are
    told what assets are.
    """

    @property
    def op_name(self) -> str:
        """The name of the step."""

    @property
    def fn(self) -> Callable[..., Any] | None:
        """The user's function."""

    @property
    def signature(self) -> Signature | None:
        """The roles of its parameters."""

    @property
    def outputs(self) -> Sequence[StepOutputDefinition]:
        """In order."""

    @property
    def can_subset(self) -> bool:
        """Whether a run may ask for some of its outputs alone."""

    @property
    def has_config(self) -> bool:
        """Whether the function has a parameter ``config``."""

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Every resource that a run of it needs, IO managers among them."""

    @property
    def retry_policy(self) -> Any:
        """When a failed step runs again, or None."""

    @property
    def hook_defs(self) -> frozenset[Any]:
        """Called after it succeeds or fails."""

    @property
    def types(self) -> StepTypes:
        """What is checked of what goes in and out."""

    @property
    def partitions_def(self) -> PartitionsDefinition | None:
        """Of what it makes."""
