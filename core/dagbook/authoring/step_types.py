"""The types of what goes in and out of a function, read once from annotations and options."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, get_args, get_origin

from dagbook.authoring.dagster_builtin_types import ANY, NOTHING
from dagbook.authoring.dagster_type import DagsterType
from dagbook.authoring.signature import MISSING, Signature
from dagbook.authoring.type_annotations import resolve_dagster_type
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.model.results import MaterializeResult

_RESULTS = frozenset({"MaterializeResult", "ObserveResult", "AssetCheckResult"})


@dataclass(frozen=True, slots=True)
class StepTypes:
    """What is checked of a step; what may be anything is left out.

    Args:
        inputs: By parameter.
        outputs: By the output's name.
    """

    inputs: Mapping[str, DagsterType] = field(default_factory=dict)
    outputs: Mapping[str, DagsterType] = field(default_factory=dict)

    @property
    def required_resource_keys(self) -> frozenset[str]:
        """Every resource that the checks use, and the loaders of what goes in."""
        every = (*self.inputs.values(), *self.outputs.values())
        found = {key for each in every for key in each.required_resource_keys}
        for each in self.inputs.values():
            if each.loader is not None:
                found |= each.loader.required_resource_keys()
        return frozenset(found)


NO_TYPES = StepTypes()
"""Of what has no annotations: nothing is checked."""


class Typed(Protocol):
    """An input or output that may say its type; None says nothing."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def dagster_type(self) -> Any:
        """Its type, or None."""


def step_types(
    fn: Callable[..., Any] | None,
    signature: Signature | None,
    inputs: Sequence[Typed],
    outputs: Sequence[Any],
) -> StepTypes:
    """Return the types of a function's inputs and outputs.

    What is said of an input or output itself counts, then the annotation. The return annotation of
    a generator says nothing.

    Args:
        fn: The function.
        signature: Its parameters.
        inputs: What is passed to it.
        outputs: What it makes: each as `Typed`, with ``nothing`` where it says there is no value.

    Raises:
        DagsterInvalidDefinitionError: An annotation stands for no type.
        DagsterInvariantViolationError: There are several outputs, and the return annotation is no
            tuple of as many.
    """
    annotated: Mapping[str, Any] = {}
    returns: Any = MISSING
    if signature is not None:
        annotated = signature.annotations
        returns = signature.returns
    if (
        not annotated
        and returns is MISSING
        and not any(each.dagster_type is not None or each.nothing for each in outputs)
        and not any(each.dagster_type is not None for each in inputs)
    ):
        return NO_TYPES
    if inspect.isgeneratorfunction(fn):
        returns = MISSING
    found_in: dict[str, DagsterType] = {}
    for each in inputs:
        if each.dagster_type is not None:
            found_in[each.name] = resolve_dagster_type(each.dagster_type)
        elif each.name in annotated:
            where, said_here = f"type annotation for argument '{each.name}'", annotated[each.name]
            found_in[each.name] = (
                NOTHING if said_here is None else _resolved(said_here, where, "In()")
            )
    said = _of_outputs(returns, len(outputs))
    found_out = {
        each.name: _type_of_output(each, annotation)
        for each, annotation in zip(outputs, said, strict=True)
    }
    return StepTypes(
        {name: each for name, each in found_in.items() if not each.is_any},
        {name: each for name, each in found_out.items() if not each.is_any},
    )


def _type_of_output(output: Any, annotation: Any) -> DagsterType:
    """Return the type of *output*, whose place in the return annotation says *annotation*."""
    if output.dagster_type is not None:
        return resolve_dagster_type(output.dagster_type)
    if output.nothing:
        return NOTHING
    if annotation is MISSING:
        return ANY
    if annotation is None:
        return NOTHING
    return _resolved(annotation, "return type annotation", "Out()")


def _of_outputs(returns: Any, count: int) -> Sequence[Any]:
    """Return the part of the return annotation that each of *count* outputs has."""
    if count == 1 or returns is MISSING:
        return [returns] * count
    if count == 0:
        return ()
    parts = get_args(returns)
    if _is_result(returns) or (parts and all(map(_is_result, parts))):
        return [None] * count
    if get_origin(returns) is not tuple:
        raise DagsterInvariantViolationError(
            "Expected Tuple annotation for multiple outputs, but received non-tuple annotation "
            f"{returns!r}. Annotate a tuple of {count} types, or leave it out."
        )
    if len(parts) != count:
        raise DagsterInvariantViolationError(
            "Expected Tuple annotation to have number of entries matching the number of outputs "
            f"for more than one output. Expected {count} outputs but annotation has {len(parts)}."
        )
    return parts


def _is_result(annotation: Any) -> bool:
    """Return whether *annotation* is a class of results, which name their output themselves."""
    origin = get_origin(annotation) or annotation
    return origin is MaterializeResult or getattr(origin, "__name__", "") in _RESULTS


def _resolved(annotation: Any, where: str, instead: str) -> DagsterType:
    """Return the type that *annotation* stands for, saying *where* it is when there is none."""
    try:
        return resolve_dagster_type(annotation)
    except DagsterInvalidDefinitionError as why:
        raise DagsterInvalidDefinitionError(
            f"Problem using type '{annotation}' from {where}, correct the issue or explicitly set "
            f"the dagster_type via {instead}."
        ) from why
