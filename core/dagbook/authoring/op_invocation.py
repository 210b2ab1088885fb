"""Calling an op outside of a run, as a unit test does: arguments, context and results checked."""

import inspect
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from typing import Any

from dagbook.authoring.config_annotations import given_config
from dagbook.authoring.config_checks import checked_field
from dagbook.authoring.config_types import MISSING
from dagbook.authoring.op_types import check_value
from dagbook.authoring.returned import (
    annotations_of_places,
    check_no_event,
    check_place,
    returns_of,
)
from dagbook.errors import DagsterInvalidInvocationError, DagsterInvariantViolationError
from dagbook.model.dynamic_output import DynamicOutput
from dagbook.model.results import Output


def direct_result(op: Any, args: tuple[Any, ...], kwargs: Mapping[str, Any], alias: str) -> Any:
    """Return what the function of *op* returns for these arguments.

    Raises:
        DagsterInvalidInvocationError: They do not fit its parameters.
        DagsterTypeCheckDidNotPass: A value is not of the type that is said.
        DagsterInvariantViolationError: It returned or yielded what names no output.
    """
    if not op.is_decorated:
        raise DagsterInvalidInvocationError(
            "Attempted to directly invoke an op/asset that was not constructed using the `@op` or "
            "`@asset` decorator. Only decorated functions can be directly invoked."
        )
    context, rest, named = _context(op, args, dict(kwargs))
    inner = context.bound_to(op, alias) if context is not None else None
    given, resources, config = _by_role(op, rest, named)
    arguments = _inputs(op, given, named, alias)
    arguments.update(_resources(op, resources, context))
    if op.has_config:
        arguments["config"] = _config(op, config, context)
    positional = (inner,) if op.signature.context else ()
    return _checked(op, op.fn(*positional, **arguments), alias, inner)


def _context(
    op: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[Any, tuple[Any, ...], dict[str, Any]]:
    """Return the context among the arguments, and the others."""
    first = args[0] if args else None
    is_context = hasattr(first, "bound_to")
    if not op.signature.context:
        return (first, args[1:], kwargs) if is_context else (None, args, kwargs)
    name = op.fn.__name__
    if not args and not kwargs:
        raise DagsterInvalidInvocationError(
            f"Decorated function '{name}' has context argument, but no context was provided when "
            "invoking. Give it one by build_op_context()."
        )
    if args:
        if hasattr(first, "direct_step"):
            raise DagsterInvariantViolationError(
                f"The context of build_asset_context can only be used to invoke an asset; '{name}' "
                "is an op. Give it one by build_op_context()."
            )
        if first is not None and not is_context:
            raise DagsterInvalidInvocationError(
                f"Decorated function '{name}' has context argument, but no context was provided "
                f"when invoking: the first argument is {first!r}. Give it one by "
                "build_op_context()."
            )
        return first, args[1:], kwargs
    parameter = next(iter(inspect.signature(op.fn).parameters))
    if parameter not in kwargs:
        raise DagsterInvalidInvocationError(
            f"Decorated function '{name}' has context argument '{parameter}', but no value for "
            f"'{parameter}' was found when invoking. Provided kwargs: {sorted(kwargs)}"
        )
    return kwargs[parameter], args, {key: v for key, v in kwargs.items() if key != parameter}


def _by_role(
    op: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[list[Any], dict[str, Any], Any]:
    """Return of the arguments the values of inputs by position, the resources, and the config."""
    names = list(inspect.signature(op.fn).parameters)[1 if op.signature.context else 0 :]
    inputs: list[Any] = []
    resources: dict[str, Any] = {}
    config = kwargs.pop("config", None) if op.has_config else None
    for at, value in enumerate(args):
        name = names[at] if at < len(names) else ""
        if name in op.signature.resources:
            resources[name] = value
        elif name == "config" and op.has_config:
            config = value
        else:
            inputs.append(value)
    for name in op.signature.resources:
        if name in kwargs:
            resources[name] = kwargs.pop(name)
    return inputs, resources, config


def _inputs(op: Any, args: list[Any], kwargs: dict[str, Any], alias: str) -> dict[str, Any]:
    """Return the values of the inputs, by name."""
    known = {each.name: each for each in op.inputs if not each.nothing}
    _check_count(op, len(args), kwargs, alias)
    positional = [name for name in op.signature.inputs if name in known]
    if len(args) > len(positional):
        raise DagsterInvalidInvocationError(
            f"op '{op.name}' has {len(positional)} positional inputs, but {len(args)} positional "
            "inputs were provided."
        )
    found = dict(zip(positional, args, strict=False))
    for name in kwargs:
        if name in found:
            raise DagsterInvalidInvocationError(
                f"op {op.name} got multiple values for argument '{name}'"
            )
    for name in positional[len(args) :]:
        if name in kwargs:
            found[name] = kwargs[name]
        elif known[name].has_default_value:
            found[name] = known[name].default_value
        else:
            raise DagsterInvalidInvocationError(f'No value provided for required input "{name}".')
    if op.signature.accepts_any:
        found.update({name: value for name, value in kwargs.items() if name not in found})
    for name, value in found.items():
        check_value(known[name].dagster_type, value, f'op "{alias}" input "{name}"')
    return found


def _check_count(op: Any, given: int, kwargs: Mapping[str, Any], alias: str) -> None:
    """Raise for values of inputs that have none, and for more values than there are inputs."""
    nothing = {each.name for each in op.inputs if each.nothing}
    for name in kwargs:
        if name in nothing:
            raise DagsterInvalidInvocationError(
                f"Attempted to provide value for nothing input '{name}'. Nothing dependencies are "
                "ignored when directly invoking ops."
            )
    if given + len(kwargs) > len(op.inputs) - len(nothing):
        why = (
            "you attempted to provide a value for a nothing dependency. Nothing dependencies are "
            "ignored when directly invoking ops."
            if nothing
            else "an argument was provided for the context parameter, but no context parameter was "
            "defined for the op."
        )
        raise DagsterInvalidInvocationError(
            f"Too many input arguments were provided for op '{alias}'. This may be because {why}"
        )


def _resources(op: Any, given: dict[str, Any], context: Any) -> dict[str, Any]:
    """Return the values of the parameters that are resources, by name."""
    found = dict(given)
    if context is not None and given:
        both = sorted(set(given) & set(context.resources._asdict()))
        if both:
            raise DagsterInvalidInvocationError(
                "Cannot provide resources in both context and kwargs: "
                f"{', '.join(both)}. Leave them out of one."
            )
    for name in op.signature.resources:
        if name not in found and context is not None:
            found[name] = getattr(context.resources, name)
    missing = sorted(set(op.signature.resources) - set(found))
    if missing:
        raise _missing_resource(op, missing[0])
    at_hand = set(context.resources._asdict()) if context is not None else set()
    for key in sorted(op.resource_keys - at_hand - set(found)):
        raise _missing_resource(op, key)
    return found


def _missing_resource(op: Any, key: str) -> Exception:
    """Return the error for a resource that nobody gave."""
    from dagbook.errors import DagsterInvalidDefinitionError  # noqa: PLC0415 - rare

    return DagsterInvalidDefinitionError(
        f"resource with key '{key}' required by op '{op.name}' was not provided. Give it as an "
        f"argument, or by build_op_context(resources={{'{key}': ...}})."
    )


def _config(op: Any, config: Any, context: Any) -> Any:
    """Return what the parameter ``config`` takes."""
    said = context.op_config if context is not None else None
    if config is not None and said:
        raise DagsterInvalidInvocationError(
            "Cannot provide config in both context and kwargs. Leave it out of one."
        )
    if config is not None and not isinstance(config, Mapping):
        return config
    return given_config(op.signature.config, config if config is not None else said)


def checked_op_config(op: Any, config: Any) -> Any:
    """Return *config* as the schema of *op* has it, defaults filled in.

    Raises:
        DagsterInvalidConfigError: It does not fit.
    """
    if op.config_field is None:
        return config
    given = MISSING if config is None else config
    return checked_field(op.config_field, given, ("config",), f"op {op.name}")


def _checked(op: Any, returned: Any, alias: str, context: Any) -> Any:
    """Return *returned*, its values checked as they come."""
    if inspect.isasyncgen(returned):
        return _checked_async(op, returned, alias, context)
    if inspect.iscoroutine(returned):
        return _checked_later(op, returned, alias, context)
    if inspect.isgenerator(returned):
        return _checked_each(op, returned, alias, context)
    _check_returned(op, returned, alias, context)
    return returned


def _checked_each(op: Any, returned: Iterator[Any], alias: str, context: Any) -> Iterator[Any]:
    """Yield what *returned* yields, each checked."""
    seen: set[str] = set()
    for event in returned:
        yield _checked_event(op, event, seen, alias, context)
    yield from _left_out(op, seen, alias)


async def _checked_async(
    op: Any, returned: AsyncIterator[Any], alias: str, context: Any
) -> AsyncIterator[Any]:
    """Yield what *returned* yields, each checked."""
    seen: set[str] = set()
    async for event in returned:
        yield _checked_event(op, event, seen, alias, context)
    for each in _left_out(op, seen, alias):
        yield each


async def _checked_later(
    op: Any, returned: Coroutine[Any, Any, Any], alias: str, context: Any
) -> Any:
    """Return what *returned* returns, checked."""
    made = await returned
    _check_returned(op, made, alias, context)
    return made


def _checked_event(op: Any, event: Any, seen: set[str], alias: str, context: Any) -> Any:
    """Return *event*, which a generator yielded, checked."""
    if isinstance(event, (Output, DynamicOutput)):
        output = op.output_dict.get(event.output_name)
        if output is None:
            raise DagsterInvariantViolationError(
                f"Invocation of op '{alias}' yielded an output '{event.output_name}' that does not "
                f"exist. The available outputs are {list(op.output_dict)}"
            )
        check_value(output.dagster_type, event.value, f'op "{alias}" output "{output.name}"')
        if output.name in seen and not output.is_dynamic:
            raise DagsterInvariantViolationError(
                f"Invocation of op '{alias}' yielded an output '{output.name}' multiple times."
            )
        seen.add(output.name)
        if context is not None:
            context.observe_output(output.name, getattr(event, "mapping_key", None))
        return event
    if type(event).__name__ in ("AssetMaterialization", "AssetObservation", "ExpectationResult"):
        return event
    raise DagsterInvariantViolationError(
        "When yielding outputs from a op generator, they should be wrapped in an `Output` object; "
        f"op '{alias}' yielded {event!r}."
    )


def _left_out(op: Any, seen: set[str], alias: str) -> Iterator[Any]:
    """Yield the outputs without a value that a generator left out.

    Raises:
        DagsterInvariantViolationError: It left out one that has a value.
    """
    for output in op.outputs:
        if output.name in seen or not output.is_required or output.is_dynamic:
            continue
        if not output.nothing:
            raise DagsterInvariantViolationError(
                f"Invocation of op '{alias}' did not return an output for non-optional output "
                f"'{output.name}'"
            )
        yield Output(None, output.name)


def _check_returned(op: Any, returned: Any, alias: str, context: Any) -> None:
    """Raise unless the values in *returned* are of the types that are said."""
    for output, value in _places(op, returned, alias):
        check_value(output.dagster_type, value, f'op "{alias}" output "{output.name}"')
        if context is not None:
            context.observe_output(output.name)


def _places(op: Any, returned: Any, alias: str) -> Iterator[tuple[Any, Any]]:
    """Yield each output, and the value in *returned* that is in its place."""
    outputs = op.outputs
    check_no_event(alias, returned)
    if len(outputs) > 1:
        if not isinstance(returned, (tuple, list)):
            raise DagsterInvariantViolationError(
                f'op "{alias}" has multiple outputs, but only one output was returned of type '
                f"{type(returned)}. When using multiple outputs, either yield each output, or "
                "return a tuple containing a value for each output."
            )
        if len(returned) != len(outputs):
            raise DagsterInvariantViolationError(
                "Length mismatch between returned tuple of outputs and number of output defs on op "
                f'"{alias}". Output tuple has {len(returned)} outputs, while op has {len(outputs)} '
                "outputs."
            )
        annotations = annotations_of_places(returns_of(op), len(outputs))
        for output, annotation, value in zip(outputs, annotations, returned, strict=True):
            check_place(alias, output.name, annotation, value)
            yield output, value.value if isinstance(value, Output) else value
    elif outputs:
        (output,) = outputs
        if output.is_dynamic:
            for each in returned if isinstance(returned, list) else [returned]:
                yield output, getattr(each, "value", each)
        elif returned is not None or not output.nothing:
            check_place(alias, output.name, returns_of(op), returned)
            yield output, returned.value if isinstance(returned, Output) else returned
