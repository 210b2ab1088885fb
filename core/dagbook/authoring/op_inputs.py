"""The inputs of an op: what `ins` says of them, and what the function's parameters do."""

import inspect
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from dagbook.authoring.op_io import InputDefinition
from dagbook.authoring.signature import Signature
from dagbook.errors import DagsterInvalidDefinitionError


def resolved_inputs(
    decorator: str,
    name: str,
    fn: Callable[..., Any],
    signature: Signature,
    explicit: Sequence[InputDefinition],
    *,
    exclude_nothing: bool = False,
) -> tuple[InputDefinition, ...]:
    """Return the inputs of *fn*: *explicit* ones first, then those its parameters add.

    Args:
        decorator: Such as ``@op``, for messages.
        name: The node's.
        fn: The function.
        signature: The roles of its parameters.
        explicit: What was said of inputs by name.
        exclude_nothing: Whether inputs without a value have no parameter.

    Raises:
        DagsterInvalidDefinitionError: The two do not fit.
    """
    nothing = {each.name for each in explicit if exclude_nothing and each.nothing}
    wanted = {each.name for each in explicit} - nothing - set(signature.resources)
    for parameter in signature.inputs:
        if parameter in nothing:
            raise DagsterInvalidDefinitionError(
                f"{decorator} '{name}' decorated function has parameter '{parameter}' that is one "
                "of the input_defs of type 'Nothing' which should not be included since no data "
                "will be passed for it."
            )
    undeclared = sorted(wanted - set(signature.inputs))
    if undeclared and not signature.accepts_any:
        but = ", except for Ins that have the Nothing dagster_type" if exclude_nothing else ""
        raise DagsterInvalidDefinitionError(
            f"{decorator} '{name}' decorated function does not have argument(s) "
            f"'{', '.join(undeclared)}'. {decorator}-decorated functions should have an argument "
            f"for each of their Ins{but}. Alternatively, they can accept **kwargs."
        )
    defaults = _defaults(fn)

    def completed(each: InputDefinition) -> InputDefinition:
        if each.has_default_value or each.name not in defaults:
            return each
        return replace(each, default_value=defaults[each.name])

    taken = {each.name for each in explicit}
    inferred = (InputDefinition(each) for each in signature.inputs if each not in taken)
    return tuple(completed(each) for each in (*explicit, *inferred))


def _defaults(fn: Callable[..., Any]) -> dict[str, Any]:
    """Return the defaults of the parameters of *fn* that have one."""
    if not getattr(fn, "__defaults__", None) and not getattr(fn, "__kwdefaults__", None):
        return {}
    return {
        name: parameter.default
        for name, parameter in inspect.signature(fn).parameters.items()
        if parameter.default is not parameter.empty
    }
