"""Whether what a function returned fits what it says that it returns, as Dagster asks. Pure."""

from collections.abc import Sequence
from typing import Any, get_args, get_origin

from dagbook.authoring.signature import MISSING
from dagbook.errors import DagsterInvariantViolationError
from dagbook.model.results import DEFAULT_OUTPUT, AssetMaterialization, AssetResult, Output
from dagbook.model.user_events import ExpectationResult

EVENTS = (AssetMaterialization, ExpectationResult)
"""What is yielded or logged, and cannot be what a function returns."""


def says_output(annotation: Any) -> bool:
    """Return whether *annotation* is `Output`, or of a type such as ``Output[int]``.

    >>> says_output(Output[int]), says_output(int)
    (True, False)
    """
    if annotation is MISSING:
        return False
    return annotation is Output or get_origin(annotation) is Output


def returns_of(definition: Any) -> Any:
    """Return what the function of *definition* says that it returns, `MISSING` for nothing."""
    signature = definition.signature
    return MISSING if signature is None else signature.returns


def check_no_event(name: str, returned: object) -> None:
    """Raise where *returned*, by the function *name*, is an event that belongs to no output.

    Raises:
        DagsterInvariantViolationError: Naming the function and what it returned.
    """
    if isinstance(returned, EVENTS):
        raise DagsterInvariantViolationError(
            f'Error in op "{name}": an {type(returned).__name__} was returned. Yield it, or log it '
            "by context.log_event, so that it is not taken for the value."
        )


def check_place(name: str, output_name: str, annotation: Any, value: object) -> None:
    """Raise where *value*, returned in the place of an output, is not as *annotation* says.

    Args:
        name: Of the function.
        output_name: Of the output in whose place it is.
        annotation: Of that place, `MISSING` where there is none.
        value: What was returned there, no result of an asset.

    Raises:
        DagsterInvariantViolationError: An `Output` where none is said, another value where one is,
            or an `Output` of another name.
    """
    begin = f'Error with output for op "{name}": '
    if not isinstance(value, Output):
        if says_output(annotation):
            raise DagsterInvariantViolationError(
                f"{begin}output '{output_name}' has generic output annotation, but did not receive "
                f"an Output object for this output; got {value!r} of type {type(value).__name__}. "
                "Return Output(value), or annotate with the type of the value."
            )
        return
    if annotation is not MISSING and not says_output(annotation):
        raise DagsterInvariantViolationError(
            f"{begin}received Output object for output '{output_name}' which does not have an "
            f"Output annotation; it has {annotation}. Annotate with Output[...], or return the "
            "value."
        )
    if value.output_name not in (DEFAULT_OUTPUT, output_name):
        raise DagsterInvariantViolationError(
            f"Bad state: Output was explicitly named '{value.output_name}', which does not match "
            f"the output of its place in what {name} returns: '{output_name}'."
        )


def annotations_of_places(returns: Any, count: int) -> Sequence[Any]:
    """Return the annotation of each of *count* places of what is annotated with *returns*.

    >>> annotations_of_places(tuple[int, str], 2)
    (<class 'int'>, <class 'str'>)
    >>> annotations_of_places(dict, 2) == (MISSING, MISSING)
    True
    """
    if count == 1:
        return (returns,)
    parts = get_args(returns)
    return parts if len(parts) == count else (MISSING,) * count


def output_of_result(definition: Any, result: AssetResult) -> Any:
    """Return the output of *definition* that *result* is of.

    Raises:
        DagsterInvariantViolationError: *definition* is an op, or makes no such asset, or several.
    """
    kind = type(result).__name__
    if definition.outputs and definition.outputs[0].spec is None:
        raise DagsterInvariantViolationError(
            f"{kind} is only valid within asset computations, and {definition.op_name} "
            "is an op. Return or yield Output(value)."
        )
    if result.asset_key is None:
        if len(definition.outputs) == 1:
            return definition.outputs[0]
        raise DagsterInvariantViolationError(
            f"{kind} did not include asset_key and it can not be inferred. Name the "
            f"asset_key, options are: {list(definition.keys_in_order)}"
        )
    for output in definition.outputs:
        if output.spec.key == result.asset_key:
            return output
    raise DagsterInvariantViolationError(
        f"Asset key {result.asset_key.to_user_string()} not found in AssetsDefinition "
        f"{definition.op_name}, which makes "
        f"{', '.join(key.to_user_string() for key in definition.keys_in_order)}."
    )
