"""Calling IO managers: what they return, yield and raise, as Dagster takes it."""

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.errors import (
    DagsterError,
    DagsterExecutionHandleOutputError,
    DagsterExecutionLoadInputError,
    DagsterInvariantViolationError,
)
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.model.results import AssetMaterialization


def loaded(manager: Any, context: InputContext) -> Any:
    """Return the value that *manager* loads.

    Raises:
        DagsterExecutionLoadInputError: It raised what is no error of Dagster's; that is the cause.
    """
    try:
        return manager.load_input(context)
    except DagsterError:
        raise
    except Exception as error:
        name = context.name if context.has_input_name else ""
        raise DagsterExecutionLoadInputError(
            f'Error occurred while loading input "{name}" of step "{context.step_key}": '
            f"{type(error).__name__}: {error}",
            error,
        ) from error


def handle(manager: Any, context: OutputContext, value: Any) -> None:
    """Have *manager* store *value*; what it yields or returns is noted in *context*.

    Raises:
        DagsterExecutionHandleOutputError: It raised what is no error of Dagster's; that is the
            cause.
        DagsterInvariantViolationError: It returned or yielded what is neither metadata nor an
            `AssetMaterialization`, or told metadata in two places.
    """
    try:
        returned = manager.handle_output(context, value)
        if returned is None:
            return
        told: Iterable[Any] = list(returned) if inspect.isgenerator(returned) else (returned,)
    except DagsterError:
        raise
    except Exception as error:
        raise DagsterExecutionHandleOutputError(
            f'Error occurred while handling output "{context.name}" of step '
            f'"{context.step_key}": {type(error).__name__}: {error}',
            error,
        ) from error
    _take(context, told)


def _take(context: OutputContext, told: Iterable[Any]) -> None:
    """Note in *context* what its IO manager told."""
    materializations = []
    for each in told:
        if isinstance(each, AssetMaterialization):
            materializations.append(each)
        elif isinstance(each, Mapping):
            context.take_metadata(normalize_metadata(each))
        elif each or inspect.isgenerator(told):
            raise DagsterInvariantViolationError(
                f"IO manager on output {context.name} has returned value {each} of type "
                f"{type(each).__name__}. The return type can only be one of AssetMaterialization, "
                "Dict[str, MetadataValue]."
            )
    added = context.get_logged_metadata()
    for made in materializations:
        if made.metadata and added:
            raise DagsterInvariantViolationError(
                f"When handling output '{context.name}' of step '{context.step_key}', received a "
                "materialization with metadata, while context.add_output_metadata was used within "
                "the same call to handle_output. Tell metadata in one place."
            )
        context.log_event(
            AssetMaterialization(made.asset_key, made.description, added, made.partition)
            if added
            else made
        )
