"""Calling an asset's function outside of a run, as a unit test does, checked in and out."""

import inspect
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from dagbook.authoring.check_outputs import output_of
from dagbook.authoring.config_annotations import config_type_of, given_config
from dagbook.authoring.config_checks import checked_config, checked_field
from dagbook.authoring.config_types import MISSING
from dagbook.authoring.dagster_type import DagsterType, TypeCheckContext
from dagbook.authoring.direct_context import DirectAssetExecutionContext, build_asset_context
from dagbook.authoring.direct_step import EPHEMERAL, DirectStep
from dagbook.authoring.returned import (
    annotations_of_places,
    check_no_event,
    check_place,
    output_of_result,
    returns_of,
)
from dagbook.errors import (
    DagsterInvalidInvocationError,
    DagsterInvariantViolationError,
    DagsterTypeCheckDidNotPass,
)
from dagbook.foundation.attributes import real_attribute
from dagbook.model.checks import AssetCheckResult
from dagbook.model.results import AssetResult, Output


class _Arguments(NamedTuple):
    """The arguments of a call by their role."""

    context: Any
    inputs: Mapping[str, Any]
    resources: Mapping[str, Any]
    config: Any


def invoke(definition: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Return what the function of *definition* returns for these arguments.

    Args:
        definition: An `AssetsDefinition` with a function.
        args: By position: the context, where the function takes one or one is given; then values.
        kwargs: By name.

    Raises:
        DagsterInvalidInvocationError: They do not fit its parameters.
        DagsterInvalidDefinitionError: A resource is required that nobody gave.
        DagsterInvalidConfigError: The config does not fit.
        DagsterTypeCheckDidNotPass: A value is not of the type that is said.
        DagsterInvariantViolationError: What it returned does not fit its outputs.
    """
    given = _arguments(definition, args, dict(kwargs))
    told = given.context or build_asset_context()
    is_of_op = real_attribute(told, "for_assets") is not None
    context: DirectAssetExecutionContext = told.for_assets() if is_of_op else told
    context.bind(definition, given.resources, _plain(given.config))
    try:
        called = {**given.inputs, **_bound(definition, context, given.config)}
        for name, value in given.inputs.items():
            _check(definition, "input", name, definition.types.inputs.get(name), value)
        passed = context.op_execution_context if is_of_op else context
        positional = (passed,) if definition.signature.context else ()
        return _watched(definition, definition.fn(*positional, **called), context)
    except BaseException:
        context.unbind()
        raise


def _arguments(definition: Any, args: Sequence[Any], kwargs: dict[str, Any]) -> _Arguments:
    """Return the arguments of a call by their role."""
    signature, name = definition.signature, definition.op_name
    context, args = _context(definition, args, kwargs)
    names = list(inspect.signature(definition.fn).parameters)[1 if signature.context else 0 :]
    config = kwargs.pop("config", None)
    resources = {each: kwargs.pop(each) for each in signature.resources if each in kwargs}
    values: list[Any] = []
    for at, value in enumerate(args):
        parameter = names[at] if at < len(names) else None
        if parameter in signature.resources:
            resources[parameter] = value
        elif parameter == "config" and definition.has_config:
            config = value
        else:
            values.append(value)
    _check_count(definition, values, kwargs)
    inputs = dict(zip(signature.inputs, values, strict=False))
    for each in kwargs:
        if each in inputs:
            raise DagsterInvalidInvocationError(
                f"op {name} got multiple values for argument '{each}'."
            )
    parameters = inspect.signature(definition.fn).parameters
    for each in signature.inputs:
        # An input that only **kwargs takes has no parameter of its own.
        has_default = each in parameters and parameters[each].default is not parameters[each].empty
        if each not in inputs and each not in kwargs and not has_default:
            raise DagsterInvalidInvocationError(
                f'No value provided for required input "{each}" of {name}.'
            )
    return _Arguments(context, {**inputs, **kwargs}, resources, config)


def is_direct_context(value: Any) -> bool:
    """Return whether *value* is a context that a call can be given."""
    is_of_assets = isinstance(getattr(value, "direct_step", None), DirectStep)
    return is_of_assets or real_attribute(value, "for_assets") is not None


def _context(
    definition: Any, args: Sequence[Any], kwargs: dict[str, Any]
) -> tuple[Any, Sequence[Any]]:
    """Return the context among the arguments, and those by position without it."""
    name = definition.op_name
    if not definition.signature.context:
        if args and is_direct_context(args[0]):
            return args[0], args[1:]
        return None, args
    parameter = next(iter(inspect.signature(definition.fn).parameters))
    if args:
        found, rest = args[0], args[1:]
    elif parameter in kwargs:
        found, rest = kwargs.pop(parameter), ()
    else:
        raise DagsterInvalidInvocationError(
            f"Decorated function '{name}' has context argument '{parameter}', but no context was "
            "provided when invoking. Give it one by build_asset_context()."
        )
    if found is not None and not is_direct_context(found):
        raise DagsterInvalidInvocationError(
            f"Decorated function '{name}' has context argument '{parameter}', but no context was "
            f"provided when invoking: got {found!r}. Give it one by build_asset_context()."
        )
    return found, rest


def _check_count(definition: Any, values: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
    """Raise where there are more values than inputs.

    Raises:
        DagsterInvalidInvocationError: There are; or one is of a dependency without a value.
    """
    names, op = definition.signature.inputs, definition.op_name
    nothing = {dep.asset_key.to_python_identifier() for dep in definition.deps}
    for each in kwargs:
        if each in nothing and each not in names:
            raise DagsterInvalidInvocationError(
                f"Attempted to provide value for nothing input '{each}' of {op}. Nothing "
                "dependencies are ignored when directly invoking ops."
            )
    unknown = [each for each in kwargs if each not in names]
    if len(values) + len(kwargs) > len(names) or (unknown and not definition.signature.accepts_any):
        hint = (
            "A dependency without a value takes none."
            if nothing
            else "A context is taken only where the function has a parameter for it."
        )
        raise DagsterInvalidInvocationError(
            f"Too many input arguments were provided for op '{op}', which takes "
            f"{', '.join(names) or 'none'}. {hint}"
        )


def _plain(config: Any) -> Any:
    """Return *config* as plain values."""
    dump = getattr(config, "model_dump", None)
    return config if dump is None else dump(mode="json")


def _bound(definition: Any, context: DirectAssetExecutionContext, config: Any) -> Mapping[str, Any]:
    """Return the resources and the config that the function's parameters take."""
    step, signature = context.direct_step, definition.signature
    needed = {*signature.resources, *(definition.resource_keys if signature.context else ())}
    step.require(sorted(needed), definition.op_name)
    found = {name: getattr(context.resources, name) for name in signature.resources}
    where = f"op {definition.op_name}"
    if definition.has_config:
        if config is not None and not isinstance(config, Mapping):
            found["config"] = config
        else:
            config_type = config_type_of(signature.config, where)
            told = checked_config(config_type, step.op_config or {}, ("config",), where)
            found["config"] = given_config(signature.config, told)
        step.op_config = _plain(found["config"])
    elif definition.config_schema is not None:
        given = MISSING if step.op_config is None else step.op_config
        step.op_config = checked_field(definition.config_schema, given, ("config",), where)
    return found


def _check(definition: Any, end: str, name: str, wanted: DagsterType | None, value: object) -> None:
    """Raise unless *value* is of the type that is said.

    Raises:
        DagsterTypeCheckDidNotPass: It is not.
    """
    if wanted is None:
        return
    found = wanted.type_check(TypeCheckContext(EPHEMERAL, None, None), value)
    if not found.success:
        raise DagsterTypeCheckDidNotPass(
            f'Type check failed for op "{definition.op_name}" {end} "{name}" - expected type '
            f'"{wanted.display_name}". Description: {found.description}',
            found.metadata,
            wanted,
        )


def _watched(definition: Any, returned: Any, context: DirectAssetExecutionContext) -> Any:
    """Return *returned*, its values checked as they come; the context is free at its end."""
    if inspect.isasyncgen(returned):
        return _each_later(definition, returned, context)
    if inspect.iscoroutine(returned):
        return _awaited(definition, returned, context)
    if inspect.isgenerator(returned):
        return _each(definition, returned, context)
    _check_returned(definition, returned)
    context.unbind()
    return returned


def _each(
    definition: Any, returned: Iterator[Any], context: DirectAssetExecutionContext
) -> Iterator[Any]:
    """Yield what *returned* yields, each checked."""
    seen: set[str] = set()
    try:
        for each in returned:
            yield _checked(definition, each, seen, context)
        yield from _left_out(definition, seen)
    finally:
        context.unbind()


async def _each_later(
    definition: Any, returned: AsyncIterator[Any], context: DirectAssetExecutionContext
) -> AsyncIterator[Any]:
    """Yield what *returned* yields, each checked."""
    seen: set[str] = set()
    try:
        async for each in returned:
            yield _checked(definition, each, seen, context)
        for each in _left_out(definition, seen):
            yield each
    finally:
        context.unbind()


async def _awaited(definition: Any, returned: Any, context: DirectAssetExecutionContext) -> Any:
    """Return what *returned* comes to, checked."""
    try:
        made = await returned
        _check_returned(definition, made)
    finally:
        context.unbind()
    return made


def _checked(
    definition: Any, each: Any, seen: set[str], context: DirectAssetExecutionContext
) -> Any:
    """Return *each*, which a generator yielded, checked and counted.

    Raises:
        DagsterInvariantViolationError: It names no output, or one that came before.
    """
    op = definition.op_name
    _check_result(definition, each)
    if not isinstance(each, Output):
        key = getattr(each, "asset_key", None)
        if not hasattr(each, "metadata"):
            raise DagsterInvariantViolationError(
                f"When yielding outputs from a generator, they should be wrapped in an `Output` "
                f"object; {op} yielded {each!r} of type {type(each).__name__}."
            )
        if hasattr(each, "data_version") and hasattr(each, "check_results"):
            outputs = [one.name for one in definition.outputs if key in (None, one.spec.key)]
            seen.update(outputs[:1])
        for result in (each, *getattr(each, "check_results", ())):
            if isinstance(result, AssetCheckResult):
                seen.add(_name_of_check(definition, result))
        return each
    output = next((one for one in definition.outputs if one.name == each.output_name), None)
    if output is None or output.name in seen:
        why = "does not exist" if output is None else "was yielded before"
        raise DagsterInvariantViolationError(
            f"Invocation of op '{op}' yielded an output '{each.output_name}' that {why}. Its "
            f"outputs are {', '.join(one.name for one in definition.outputs)}."
        )
    _check(definition, "output", output.name, definition.types.outputs.get(output.name), each.value)
    seen.add(output.name)
    context.observe_output(output.name)
    return each


def _check_result(definition: Any, result: object) -> None:
    """Raise where *result* is of no asset or check that *definition* makes.

    Raises:
        DagsterInvariantViolationError: Naming it, and what is made.
    """
    if isinstance(result, AssetResult):
        output_of_result(definition, result)
        for each in result.check_results:
            output_of(definition.check_outputs, each)


def _left_out(definition: Any, seen: set[str]) -> Iterator[Any]:
    """Yield the outputs without a value that a generator left out.

    Raises:
        DagsterInvariantViolationError: It left out one that has a value.
    """
    for output in definition.outputs:
        if output.name in seen or not output.is_required:
            continue
        if not output.nothing:
            raise DagsterInvariantViolationError(
                f"Invocation of op '{definition.op_name}' did not return an output for "
                f"non-optional output '{output.name}'."
            )
        yield Output(None, output.name)
    for check in definition.check_outputs:
        if check.is_required and check.name not in seen:
            raise DagsterInvariantViolationError(
                f"Invocation of op '{definition.op_name}' did not return an output for "
                f"non-optional output '{check.name}', the check {check.check.key.to_user_string()}."
            )


def _name_of_check(definition: Any, result: AssetCheckResult) -> str:
    """Return the output that *result* is of, "" where that is left to a run to say."""
    names = [
        each.name
        for each in definition.check_outputs
        if result.asset_key in (None, each.check.asset_key)
        and result.check_name in (None, each.check.name)
    ]
    return names[0] if names else ""


def _check_returned(definition: Any, returned: Any) -> None:
    """Raise unless *returned* fits the outputs of *definition*.

    Raises:
        DagsterInvariantViolationError: There are several, and it is no tuple of as many; or it is
            not as the annotation says.
    """
    outputs, op = definition.outputs, definition.op_name
    if definition.check_outputs and outputs:
        results = (tuple, Output, AssetCheckResult)
        if not isinstance(returned, results) and not hasattr(returned, "check_results"):
            raise DagsterInvariantViolationError(
                f'op "{op}" has multiple outputs, its checks among them; but {returned!r} of type '
                f"{type(returned).__name__} was returned. Yield each, or return a "
                "MaterializeResult with check_results."
            )
        for each in returned if isinstance(returned, tuple) else (returned,):
            _check_result(definition, each)
        return
    check_no_event(op, returned)
    optional = returned is None and all(each.nothing and each.is_required for each in outputs)
    if len(outputs) > 1 and not optional:
        if not isinstance(returned, tuple) or len(returned) != len(outputs):
            raise DagsterInvariantViolationError(
                f'op "{op}" has multiple outputs: '
                f"{', '.join(output.name for output in outputs)}; but {returned!r} of type "
                f"{type(returned).__name__} was returned. Return a tuple with a value for each, or "
                "yield an Output for each."
            )
        places = list(zip(outputs, returned, strict=True))
    else:
        places = [(outputs[0], returned)] if len(outputs) == 1 else []
    annotations = annotations_of_places(returns_of(definition), len(outputs))
    for (output, each), annotation in zip(places, annotations, strict=False):
        value = each.value if isinstance(each, Output) else each
        _check_result(definition, each)
        if not hasattr(each, "check_results"):
            check_place(op, output.name, annotation, each)
            wanted = definition.types.outputs.get(output.name)
            _check(definition, "output", output.name, wanted, value)
