"""`asset` and `multi_asset`: a function becomes the definition of what it makes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from inspect import cleandoc
from typing import Any, overload

from dagbook.authoring.asset_io import (
    IO_MANAGER_KEY_METADATA,
    AssetDep,
    AssetIn,
    AssetOut,
    AssetSpec,
)
from dagbook.authoring.assets_definition import (
    DEFAULT_IO_MANAGER_KEY,
    AssetInput,
    AssetOutput,
    AssetsDefinition,
)
from dagbook.authoring.registration import announce
from dagbook.authoring.signature import Signature, read_signature
from dagbook.authoring.source import capture
from dagbook.authoring.validation import DEFAULT_GROUP, check_name
from dagbook.errors import DagsterInvalidDefinitionError
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey, CoercibleToAssetKeyPrefix
from dagbook.model.results import DEFAULT_OUTPUT
from dagbook.partitions.definition import PartitionsDefinition

_NO_METADATA: Mapping[str, Any] = {}

Nothing = type(None)
"""The type of what has no value: an input that is only a dependency, an output not stored."""


@overload
def asset(compute_fn: Callable[..., Any]) -> AssetsDefinition: ...
@overload
def asset(
    *,
    name: str | None = ...,
    key_prefix: CoercibleToAssetKeyPrefix | None = ...,
    ins: Mapping[str, AssetIn] | None = ...,
    deps: Iterable[Any] | None = ...,
    metadata: Mapping[str, Any] | None = ...,
    tags: Mapping[str, str] | None = ...,
    description: str | None = ...,
    required_resource_keys: Iterable[str] | None = ...,
    io_manager_key: str | None = ...,
    dagster_type: Any = ...,
    partitions_def: PartitionsDefinition | None = ...,
    group_name: str | None = ...,
    output_required: bool = ...,
    code_version: str | None = ...,
    key: CoercibleToAssetKey | None = ...,
    owners: Sequence[str] | None = ...,
    kinds: Iterable[str] | None = ...,
    **later: Any,
) -> Callable[[Callable[..., Any]], AssetsDefinition]: ...


def asset(
    compute_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    key_prefix: CoercibleToAssetKeyPrefix | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    deps: Iterable[Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    tags: Mapping[str, str] | None = None,
    description: str | None = None,
    required_resource_keys: Iterable[str] | None = None,
    io_manager_key: str | None = None,
    dagster_type: Any = None,
    partitions_def: PartitionsDefinition | None = None,
    group_name: str | None = None,
    output_required: bool = True,
    code_version: str | None = None,
    key: CoercibleToAssetKey | None = None,
    owners: Sequence[str] | None = None,
    kinds: Iterable[str] | None = None,
    **later: Any,
) -> AssetsDefinition | Callable[[Callable[..., Any]], AssetsDefinition]:
    """Define an asset by the function that makes its value.

    A parameter takes the value of the asset of its name, unless `ins` says otherwise; a first
    parameter named ``context`` takes the context; one annotated with a `ConfigurableResource` class
    takes that resource.

    Args:
        compute_fn: The function, when used as ``@asset`` without arguments.
        name: In place of the function's name.
        key_prefix: Put before the name to make the key; not beside `key`.
        ins: How parameters are filled, by name.
        deps: Assets depended on whose values are not passed: keys, definitions, `AssetDep`.
        metadata: Of the definition, any values.
        tags: Text by text.
        description: In Markdown; the docstring by default.
        required_resource_keys: Resources used through ``context.resources``.
        io_manager_key: The resource that stores the value.
        dagster_type: `Nothing` when there is no value to store; other types are accepted as
            Dagster's programs pass them and not checked yet.
        partitions_def: Its partitions.
        group_name: Its group.
        output_required: False when the function may yield nothing.
        code_version: The user's version of the code, in place of a derived one.
        key: The whole key, in place of name and prefix.
        owners: Addresses, and teams as ``team:name``.
        kinds: Such as "pandas"; at most three.
        **later: Dagster's other parameters; each raises by name that it is not there yet.

    Returns:
        The definition; or, called without a function, the decorator that makes it.

    Raises:
        DagsterInvalidDefinitionError: A name, key, group, tag or owner that Dagster refuses.

    Example:
        >>> @asset(group_name="sales")
        ... def orders(raw_orders):
        ...     return raw_orders[:2]
        >>> orders.key, sorted(orders.dependency_keys)
        (AssetKey(['orders']), [AssetKey(['raw_orders'])])
        >>> orders([1, 2, 3])
        [1, 2]
    """
    refuse_later("asset", later)

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        _check_function(fn, "asset")
        asset_key = _asset_key(fn, name, key_prefix, key)
        signature = read_signature(fn)
        inputs = _inputs(fn, signature, ins)
        asset_deps = _all_deps(deps, ins)
        spec = AssetSpec(
            asset_key,
            deps=(*_as_deps(inputs), *asset_deps),
            description=description if description is not None else _doc(fn),
            metadata=metadata or _NO_METADATA,
            skippable=not output_required,
            group_name=group_name or DEFAULT_GROUP,
            code_version=code_version,
            owners=owners or (),
            tags=tags or {},
            kinds=kinds,
            partitions_def=partitions_def,
        )
        output = AssetOutput(
            DEFAULT_OUTPUT,
            spec,
            io_manager_key or DEFAULT_IO_MANAGER_KEY,
            output_required,
            signature.returns_nothing or dagster_type is Nothing,
        )
        return _announced(
            AssetsDefinition(
                fn,
                asset_key.to_python_identifier(),
                (output,),
                inputs,
                asset_deps,
                signature=signature,
                source=capture(fn),
                partitions_def=partitions_def,
                required_resource_keys=frozenset(required_resource_keys or ()),
            )
        )

    return decorate(compute_fn) if compute_fn is not None else decorate


def multi_asset(
    *,
    outs: Mapping[str, AssetOut] | None = None,
    name: str | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    deps: Iterable[Any] | None = None,
    description: str | None = None,
    required_resource_keys: Iterable[str] | None = None,
    partitions_def: PartitionsDefinition | None = None,
    group_name: str | None = None,
    code_version: str | None = None,
    specs: Sequence[AssetSpec] | None = None,
    internal_asset_deps: Mapping[str, Iterable[Any]] | None = None,
    can_subset: bool = False,
    **later: Any,
) -> Callable[[Callable[..., Any]], AssetsDefinition]:
    """Define several assets by the one function that makes them all.

    The function returns a tuple with a value for each output in order, or yields an `Output` for
    each, or a `MaterializeResult` for each.

    Args:
        outs: What it makes, by output name.
        name: Of the step, in place of the function's name.
        ins: How parameters are filled, by name.
        deps: Assets depended on whose values are not passed.
        description: Of those outputs that have none of their own.
        required_resource_keys: Resources used through ``context.resources``.
        partitions_def: Of all its assets.
        group_name: Of those outputs that have none of their own.
        code_version: The user's version of the code, of all its assets.
        specs: What it makes, where no values are stored; not beside `outs`.
        internal_asset_deps: What each output depends on, by output name: keys of its inputs and of
            its own assets. All inputs by default.
        can_subset: Whether a run may ask for some of its assets alone; the function then looks at
            ``context.selected_output_names`` or ``context.selected_asset_keys``.
        **later: Dagster's other parameters; each raises by name that it is not there yet.

    Returns:
        The decorator that makes the definition.

    Raises:
        DagsterInvalidDefinitionError: Neither or both of `outs` and `specs`, or a name or key that
            Dagster refuses.

    Example:
        >>> @multi_asset(outs={"small": AssetOut(), "large": AssetOut()})
        ... def split(numbers):
        ...     return numbers[:2], numbers[2:]
        >>> [key.to_user_string() for key in split.keys_in_order]
        ['small', 'large']
    """
    refuse_later("multi_asset", later)
    if (outs is None) == (specs is None):
        raise DagsterInvalidDefinitionError(
            "Must specify exactly one of 'outs' and 'specs' for multi_asset: outs where values are "
            "stored, specs where they are not."
        )
    if specs is not None and internal_asset_deps:
        raise DagsterInvalidDefinitionError(
            "Can not pass internal_asset_deps and specs to @multi_asset, specify deps on the "
            "AssetSpecs directly."
        )

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        _check_function(fn, "multi_asset")
        signature = read_signature(fn)
        inputs = _inputs(fn, signature, ins)
        asset_deps = _all_deps(deps, ins)
        for spec in specs or ():
            asset_deps = (*asset_deps, *(dep for dep in spec.deps if dep not in asset_deps))
        all_deps = (*_as_deps(inputs), *asset_deps)
        partitions = partitions_def or _partitions_of(specs or (), fn.__name__)
        shared = _Shared(group_name, code_version, description, partitions, all_deps, can_subset)
        outputs = (
            tuple(_output_of_out(each, out, shared) for each, out in outs.items())
            if outs is not None
            else tuple(_output_of_spec(spec, shared) for spec in specs or ())
        )
        if internal_asset_deps:
            outputs = _with_internal_deps(outputs, internal_asset_deps, all_deps, fn.__name__)
        own = {output.spec.key for output in outputs}
        return _announced(
            AssetsDefinition(
                fn,
                check_name(name or fn.__name__),
                outputs,
                inputs,
                tuple(dep for dep in asset_deps if dep.asset_key not in own),
                signature=signature,
                source=capture(fn),
                partitions_def=partitions,
                required_resource_keys=frozenset(required_resource_keys or ()),
                can_subset=can_subset,
            )
        )

    return decorate


def refuse_later(what: str, later: Mapping[str, Any]) -> None:
    """Raise for the first of *later* that was really given.

    Raises:
        DagsterInvalidDefinitionError: Naming the parameter.
    """
    for parameter, value in later.items():
        if value is not None and value is not False:
            raise DagsterInvalidDefinitionError(
                f"{what}({parameter}=...) is not in dagbook yet. Leave it out here; it keeps its "
                "meaning in Dagster."
            )


class _Shared:
    """What the outputs of one `multi_asset` have in common."""

    __slots__ = (
        "can_subset",
        "code_version",
        "deps",
        "description",
        "group_name",
        "partitions_def",
    )

    def __init__(
        self,
        group_name: str | None,
        code_version: str | None,
        description: str | None,
        partitions_def: PartitionsDefinition | None,
        deps: tuple[AssetDep, ...],
        can_subset: bool,
    ) -> None:
        self.can_subset = can_subset
        self.group_name = group_name
        self.code_version = code_version
        self.description = description
        self.partitions_def = partitions_def
        self.deps = deps


def _output_of_out(name: str, out: AssetOut, shared: _Shared) -> AssetOutput:
    """Return the output *name* as *out* says it."""
    spec = AssetSpec(
        out.key_for(check_name(name)),
        deps=shared.deps,
        description=out.description if out.description is not None else shared.description,
        metadata=out.metadata or _NO_METADATA,
        skippable=not out.is_required,
        group_name=out.group_name or shared.group_name or DEFAULT_GROUP,
        code_version=out.code_version or shared.code_version,
        owners=out.owners or (),
        tags=out.tags or {},
        kinds=out.kinds,
        partitions_def=shared.partitions_def,
    )
    io_manager_key = out.io_manager_key or DEFAULT_IO_MANAGER_KEY
    return AssetOutput(name, spec, io_manager_key, out.is_required, out.dagster_type is Nothing)


def _output_of_spec(spec: AssetSpec, shared: _Shared) -> AssetOutput:
    """Return the output that *spec* says, whose value nobody stores."""
    complete = AssetSpec(
        spec.key,
        deps=spec.deps,
        description=spec.description if spec.description is not None else shared.description,
        metadata=spec.metadata,
        skippable=spec.skippable,
        group_name=spec.group_name or shared.group_name or DEFAULT_GROUP,
        code_version=spec.code_version or shared.code_version,
        owners=spec.owners,
        tags=spec.tags,
        partitions_def=shared.partitions_def or spec.partitions_def,
    )
    return AssetOutput(
        spec.key.to_python_identifier(),
        complete,
        spec.metadata.get(IO_MANAGER_KEY_METADATA, DEFAULT_IO_MANAGER_KEY),
        is_required=not (spec.skippable or shared.can_subset),
        nothing=True,
    )


def _partitions_of(specs: Sequence[AssetSpec], name: str) -> PartitionsDefinition | None:
    """Return the partitions that all of *specs* say they have."""
    found = [spec.partitions_def for spec in specs if spec.partitions_def is not None]
    if any(each != found[0] for each in found):
        raise DagsterInvalidDefinitionError(
            f"The specs of {name} have different partitions, which is not in dagbook yet. Make "
            "those of other partitions by a function of their own."
        )
    return found[0] if found else None


def _with_internal_deps(
    outputs: tuple[AssetOutput, ...],
    internal: Mapping[str, Iterable[Any]],
    inputs: tuple[AssetDep, ...],
    name: str,
) -> tuple[AssetOutput, ...]:
    """Return *outputs* of the function *name*, each depending on what *internal* says.

    Raises:
        DagsterInvalidDefinitionError: It names no output, or what is neither input nor output.
    """
    mapped = {dep.asset_key: dep for dep in inputs}
    own = {output.spec.key for output in outputs}
    names = [output.name for output in outputs]
    for output_name, deps in internal.items():
        if output_name not in names:
            raise DagsterInvalidDefinitionError(
                f"Invalid out key '{output_name}' supplied to internal_asset_deps of {name}. Must "
                f"be one of the outs for this multi-asset: {', '.join(names)}."
            )
        for key in map(AssetKey.from_coercible, deps):
            if key not in mapped and key not in own:
                raise DagsterInvalidDefinitionError(
                    f"Invalid asset dependency {key.to_user_string()} in internal_asset_deps of "
                    f"{name} on '{output_name}'. Each has to be an input of it or made by it."
                )

    def depending(output: AssetOutput) -> AssetOutput:
        if output.name not in internal:
            return output
        deps = [
            mapped.get(key) or AssetDep(key)
            for key in sorted(map(AssetKey.from_coercible, internal[output.name]))
        ]
        return replace(output, spec=output.spec.replace_attributes(deps=deps))

    return tuple(map(depending, outputs))


def _asset_key(
    fn: Callable[..., Any],
    name: str | None,
    key_prefix: CoercibleToAssetKeyPrefix | None,
    key: CoercibleToAssetKey | None,
) -> AssetKey:
    """Return the key that name, prefix and key together mean."""
    if key is not None:
        if name is not None or key_prefix is not None:
            raise DagsterInvalidDefinitionError(
                f"Cannot specify a name or key prefix for {fn.__name__} when the key argument is "
                "provided: the key is all of it."
            )
        asset_key = AssetKey.from_coercible(key)
    else:
        asset_key = AssetKey(name or fn.__name__)
        if key_prefix is not None:
            asset_key = asset_key.with_prefix(key_prefix)
    check_name(asset_key.to_python_identifier())
    return asset_key


def _inputs(
    fn: Callable[..., Any], signature: Signature, ins: Mapping[str, AssetIn] | None
) -> tuple[AssetInput, ...]:
    """Return the inputs of *fn* as its parameters and *ins* say them."""
    given = {name: each for name, each in ins.items() if not _is_nothing(each)} if ins else {}
    for name in ins if ins and len(given) < len(ins) else ():
        if name not in given and name in signature.inputs:
            raise DagsterInvalidDefinitionError(
                f"{fn.__name__} has a parameter '{name}' whose input is of type 'Nothing': no data "
                "is passed for it. Remove the parameter, or the dagster_type."
            )
    if not signature.accepts_any:
        for name in given:
            if name not in signature.inputs:
                raise DagsterInvalidDefinitionError(
                    f"Key '{name}' in the provided ins dict does not correspond to any of the "
                    f"names of the arguments to {fn.__name__}: {', '.join(signature.inputs)}."
                )
    extra = [name for name in given if name not in signature.inputs]
    return tuple(_input(name, given.get(name)) for name in (*signature.inputs, *extra))


def _is_nothing(said: Any) -> bool:
    """Return whether an entry of `ins` is a dependency whose value is not passed."""
    return isinstance(said, AssetIn) and said.dagster_type is Nothing


def _all_deps(
    deps: Iterable[Any] | None, ins: Mapping[str, AssetIn] | None
) -> tuple[AssetDep, ...]:
    """Return *deps* and those of *ins* whose values are not passed."""
    found = _deps(deps)
    if not ins:
        return found
    extra = (
        AssetDep(each.key_for(name), each.partition_mapping)
        for name, each in ins.items()
        if _is_nothing(each)
    )
    return (*found, *extra)


def _as_deps(inputs: Iterable[AssetInput]) -> tuple[AssetDep, ...]:
    """Return *inputs* as the dependencies that they are too."""
    return tuple(AssetDep(each.key, each.partition_mapping) for each in inputs)


def _input(name: str, said: Any) -> AssetInput:
    """Return the input of the parameter *name*, as *said* in `ins` if anything was."""
    if said is None:
        return AssetInput(name, AssetKey(name), _NO_METADATA)
    asset_in = said if isinstance(said, AssetIn) else AssetIn(key=said)
    return AssetInput(
        name,
        asset_in.key_for(name),
        asset_in.metadata or _NO_METADATA,
        asset_in.partition_mapping,
        asset_in.input_manager_key,
    )


def _deps(deps: Iterable[Any] | None) -> tuple[AssetDep, ...]:
    """Return *deps* as dependencies, those of a multi-asset one by one."""
    if deps is None:
        return ()
    found: dict[AssetKey, AssetDep] = {}
    for each in deps:
        many = each.keys_in_order if isinstance(each, AssetsDefinition) else (each,)
        for one in many:
            dep = AssetDep.from_coercible(one)
            if dep.asset_key in found:
                raise DagsterInvalidDefinitionError(
                    f"Cannot have multiple dependencies on {dep.asset_key.to_user_string()}; name "
                    "it once in deps."
                )
            found[dep.asset_key] = dep
    return tuple(found.values())


def _check_function(fn: Any, decorator: str) -> None:
    """Raise unless *fn* can be called."""
    if not callable(fn):
        raise DagsterInvalidDefinitionError(
            f"@{decorator} decorates a function; got {fn!r}. Give options by name, as in "
            f"@{decorator}(name=...)."
        )


def _doc(fn: Callable[..., Any]) -> str | None:
    """Return the docstring of *fn* without its indentation."""
    doc = fn.__doc__
    if not doc:
        return None
    return cleandoc(doc) if "\n" in doc else doc.strip()


def _announced(definition: AssetsDefinition) -> AssetsDefinition:
    """Return *definition* after telling a kernel of it."""
    announce(definition)
    return definition
