"""`multi_asset`: one function becomes the definition of the several assets that it makes."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dagbook.authoring.asset_decorator import check_function
from dagbook.authoring.asset_inputs import all_deps, as_deps, inputs_of
from dagbook.authoring.asset_io import (
    IO_MANAGER_KEY_METADATA,
    AssetDep,
    AssetIn,
    AssetOut,
    AssetSpec,
    Nothing,
)
from dagbook.authoring.assets_definition import (
    DEFAULT_IO_MANAGER_KEY,
    AssetOutput,
    AssetsDefinition,
)
from dagbook.authoring.definition_changes import partitions_of
from dagbook.authoring.registration import announce
from dagbook.authoring.signature import read_signature
from dagbook.authoring.source import capture
from dagbook.authoring.step_options import keys_of, step_options
from dagbook.authoring.validation import (
    DEFAULT_GROUP,
    check_dep_names,
    check_hidden,
    check_name,
)
from dagbook.errors import CheckError, DagsterInvalidDefinitionError
from dagbook.foundation.parameters import (
    FLAG,
    TEXT,
    check_given,
    check_set,
    list_of,
    named_of,
    of_type,
)
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.backfill_policy import BackfillPolicy
from dagbook.partitions.definition import PartitionsDefinition

_NO_METADATA: Mapping[str, Any] = {}


def multi_asset(
    *,
    outs: Mapping[str, AssetOut] | None = None,
    name: str | None = None,
    ins: Mapping[str, AssetIn] | None = None,
    deps: Iterable[Any] | None = None,
    description: str | None = None,
    config_schema: Any = None,
    required_resource_keys: Iterable[str] | None = None,
    internal_asset_deps: Mapping[str, Iterable[Any]] | None = None,
    partitions_def: PartitionsDefinition | None = None,
    hooks: Iterable[Any] | None = None,
    backfill_policy: Any = None,
    op_tags: Mapping[str, Any] | None = None,
    can_subset: bool = False,
    resource_defs: Mapping[str, Any] | None = None,
    group_name: str | None = None,
    retry_policy: Any = None,
    code_version: str | None = None,
    specs: Sequence[AssetSpec] | None = None,
    check_specs: Sequence[Any] | None = None,
    pool: str | None = None,
    **kwargs: Any,
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
        config_schema: What its config looks like, in Dagster's older form.
        required_resource_keys: Resources used through ``context.resources``.
        internal_asset_deps: What each output depends on, by output name: keys of its inputs and of
            its own assets. All inputs by default.
        partitions_def: Of all its assets.
        hooks: Called after its step succeeds or fails.
        backfill_policy: How many partitions one run makes.
        op_tags: Tags of its step.
        can_subset: Whether a run may ask for some of its assets alone; the function then looks at
            ``context.selected_output_names`` or ``context.selected_asset_keys``.
        resource_defs: Resources of its own by key.
        group_name: Of those outputs that have none of their own.
        retry_policy: When its step runs again after a failure.
        code_version: The user's version of the code, of all its assets.
        specs: What it makes, where no values are stored; not beside `outs`.
        check_specs: The checks that the function makes too.
        pool: Which pool limits how many of its steps run at once.
        **kwargs: Dagster's older parameters, ``compute_kind`` and ``non_argument_deps``.

    Returns:
        The decorator that makes the definition.

    Raises:
        DagsterInvalidDefinitionError: Both `outs` and `specs`, or a name or key that Dagster
            refuses.

    Example:
        >>> @multi_asset(outs={"small": AssetOut(), "large": AssetOut()})
        ... def split(numbers):
        ...     return numbers[:2], numbers[2:]
        >>> [key.to_user_string() for key in split.keys_in_order]
        ['small', 'large']
    """
    check_given("multi_asset", _RULES, locals())
    if kwargs:
        check_hidden("multi_asset", kwargs)
    if outs and specs:
        raise DagsterInvalidDefinitionError(
            "Must specify only one of 'outs' and 'specs' for multi_asset: outs where values are "
            "stored, specs where they are not."
        )
    if specs and deps:
        raise DagsterInvalidDefinitionError(
            "Can not pass deps and specs to @multi_asset, specify deps on the AssetSpecs directly."
        )
    if specs and internal_asset_deps:
        raise DagsterInvalidDefinitionError(
            "Can not pass internal_asset_deps and specs to @multi_asset, specify deps on the "
            "AssetSpecs directly."
        )
    options = step_options(
        "multi_asset",
        config_schema=config_schema,
        resource_defs=resource_defs,
        hooks=hooks,
        op_tags=op_tags,
        backfill_policy=backfill_policy,
        retry_policy=retry_policy,
        check_specs=check_specs,
        pool=pool,
    )

    def decorate(fn: Callable[..., Any]) -> AssetsDefinition:
        check_function(fn, "multi_asset")
        signature = read_signature(fn)
        inputs = inputs_of(fn, signature, ins)
        asset_deps = all_deps(deps or kwargs.get("non_argument_deps"), ins)
        for spec in specs or ():
            asset_deps = (*asset_deps, *(dep for dep in spec.deps if dep not in asset_deps))
        if specs:
            own = {spec.key for spec in specs}
            check_dep_names(dep.asset_key for dep in asset_deps if dep.asset_key not in own)
        depended = (*as_deps(inputs), *asset_deps)
        partitions = _partitions_of(specs or (), fn.__name__, partitions_def, can_subset)
        shared = _Shared(
            group_name, code_version, description, partitions_def, depended, can_subset
        )
        outputs = (
            tuple(_output_of_out(each, out, shared) for each, out in outs.items())
            if outs
            else tuple(_output_of_spec(spec, shared) for spec in specs or ())
        )
        if internal_asset_deps:
            outputs = _with_internal_deps(outputs, internal_asset_deps, depended, fn.__name__)
        own = {output.spec.key for output in outputs}
        definition = AssetsDefinition.of_parts(
            fn,
            check_name(name or fn.__name__),
            outputs,
            inputs,
            tuple(dep for dep in asset_deps if dep.asset_key not in own),
            signature=signature,
            source=capture(fn),
            partitions_def=partitions,
            required_resource_keys=keys_of(required_resource_keys),
            can_subset=can_subset,
            options=options,
        )
        announce(definition)
        return definition

    return decorate


_RULES = {
    "outs": named_of(AssetOut),
    "name": TEXT,
    "ins": named_of(AssetIn),
    "config_schema": of_type(Mapping, wanted="a dict"),
    "required_resource_keys": check_set,
    "internal_asset_deps": named_of(set, frozenset, list, tuple),
    "backfill_policy": of_type(BackfillPolicy),
    "can_subset": FLAG,
    "specs": list_of(AssetSpec),
}


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the outputs of one `multi_asset` have in common."""

    group_name: str | None
    code_version: str | None
    description: str | None
    partitions_def: PartitionsDefinition | None
    deps: tuple[AssetDep, ...]
    can_subset: bool


def outputs_of_specs(
    specs: Sequence[AssetSpec],
    name: str,
    *,
    group_name: str | None = None,
    description: str | None = None,
    partitions_def: PartitionsDefinition | None = None,
    can_subset: bool = False,
) -> tuple[tuple[AssetOutput, ...], tuple[AssetDep, ...], PartitionsDefinition | None]:
    """Return the outputs of *specs* of the function *name*, what they read, their partitions."""
    partitions = _partitions_of(specs, name, partitions_def, can_subset)
    shared = _Shared(group_name, None, description, partitions_def, (), can_subset)
    own = {spec.key for spec in specs}
    deps = {dep.asset_key: dep for spec in specs for dep in spec.deps if dep.asset_key not in own}
    outputs = tuple(_output_of_spec(spec, shared) for spec in specs)
    return outputs, tuple(deps.values()), partitions


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
        automation_condition=out.automation_condition,
        owners=out.owners or (),
        tags=out.tags or {},
        kinds=out.kinds,
        partitions_def=shared.partitions_def,
        freshness_policy=out.freshness_policy,
        is_virtual=out.is_virtual,
    )
    io_manager_key = out.io_manager_key or DEFAULT_IO_MANAGER_KEY
    nothing = out.dagster_type is Nothing
    return AssetOutput(name, spec, io_manager_key, out.is_required, nothing, out.dagster_type)


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
        automation_condition=spec.automation_condition,
        owners=spec.owners,
        tags=spec.tags,
        partitions_def=shared.partitions_def or spec.partitions_def,
        freshness_policy=spec.freshness_policy,
        is_virtual=spec.is_virtual,
    )
    return AssetOutput(
        check_name(spec.key.to_python_identifier()),
        complete,
        spec.metadata.get(IO_MANAGER_KEY_METADATA, DEFAULT_IO_MANAGER_KEY),
        is_required=not (spec.skippable or shared.can_subset),
        nothing=not spec.metadata.get(IO_MANAGER_KEY_METADATA),
    )


def _partitions_of(
    specs: Sequence[AssetSpec],
    name: str,
    given: PartitionsDefinition | None,
    can_subset: bool,
) -> PartitionsDefinition | None:
    """Return *given*, said of all of *specs*, or the partitions that those of them have that do."""
    if given is None:
        return partitions_of(specs, name, can_differ=can_subset)
    said = [spec.partitions_def for spec in specs]
    if any(each is not None for each in said) and any(each != given for each in said):
        raise CheckError(
            f"partitions_def of {name} is said beside specs that have other partitions, or none. "
            "If partitions_def is provided, then either all specs must have it or none."
        )
    return given


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
