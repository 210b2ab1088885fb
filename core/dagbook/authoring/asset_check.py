"""`asset_check` and `multi_asset_check`: a function becomes the definition of checks."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from inspect import cleandoc
from typing import Any

from dagbook.authoring.asset_check_spec import AssetCheckSpec
from dagbook.authoring.asset_checks_definition import AssetChecksDefinition
from dagbook.authoring.asset_inputs import all_deps, inputs_of
from dagbook.authoring.asset_io import AssetDep, AssetIn
from dagbook.authoring.assets_definition import AssetInput
from dagbook.authoring.check_outputs import CheckOutput, outputs_of_specs
from dagbook.authoring.registration import announce
from dagbook.authoring.signature import Signature, read_signature
from dagbook.authoring.source import capture
from dagbook.authoring.step_options import step_options
from dagbook.authoring.validation import check_name
from dagbook.errors import DagsterInvalidDefinitionError, ParameterCheckError
from dagbook.foundation.parameters import FLAG, TEXT, check_given, check_named, check_set, of_type
from dagbook.model.asset_key import AssetKey, CoercibleToAssetKey
from dagbook.model.results import DEFAULT_OUTPUT
from dagbook.partitions.definition import PartitionsDefinition

CheckDecorator = Callable[[Callable[..., Any]], AssetChecksDefinition]


def asset_check(
    *,
    asset: CoercibleToAssetKey | Any,
    name: str | None = None,
    description: str | None = None,
    blocking: bool = False,
    additional_ins: Mapping[str, AssetIn] | None = None,
    additional_deps: Iterable[Any] | None = None,
    required_resource_keys: set[str] | None = None,
    resource_defs: Mapping[str, Any] | None = None,
    config_schema: Any = None,
    compute_kind: str | None = None,
    op_tags: Mapping[str, Any] | None = None,
    retry_policy: Any = None,
    metadata: Mapping[str, Any] | None = None,
    automation_condition: Any = None,
    pool: str | None = None,
    partitions_def: PartitionsDefinition | None = None,
) -> CheckDecorator:
    """Define a check of an asset by the function that makes it.

    The function takes the asset's value, whatever its parameter is called, or no value; it returns
    an `AssetCheckResult`.

    Args:
        asset: The asset that is checked: its key, or its definition.
        name: In place of the function's name.
        description: In words; the docstring by default.
        blocking: Whether what is downstream of the asset waits for the check, and does not run
            when it fails with severity ERROR.
        additional_ins: How further parameters are filled, by name.
        additional_deps: Further assets depended on whose values are not passed.
        required_resource_keys: Resources used through ``context.resources``.
        resource_defs: Resources of its own by key.
        config_schema: What its config looks like, in Dagster's older form.
        compute_kind: Such as "dbt"; a tag of its step.
        op_tags: Tags of its step.
        retry_policy: When its step runs again after an exception.
        metadata: Of the definition, any values.
        automation_condition: When it is to be made.
        pool: Which pool limits how many of its steps run at once.
        partitions_def: Its partitions, those of the asset: it is then made for each alone.

    Returns:
        The decorator that makes the definition.

    Raises:
        DagsterInvalidDefinitionError: A name that Dagster refuses, or parameters of which it cannot
            be told which one takes the asset.

    Example:
        >>> from dagbook.model.checks import AssetCheckResult
        >>> @asset_check(asset="orders")
        ... def no_negatives(orders):
        ...     return AssetCheckResult(passed=min(orders) >= 0)
        >>> no_negatives.check_key.to_user_string(), no_negatives([1, 2]).passed
        ('orders:no_negatives', True)
    """
    check_given("asset_check", _RULES, locals())

    def decorate(fn: Callable[..., Any]) -> AssetChecksDefinition:
        _check_callable(fn)
        key, signature = AssetKey.from_coercible_or_definition(asset), read_signature(fn)
        check = name or fn.__name__
        beside = {dep.asset_key: dep for dep in all_deps(additional_deps, None)}
        ins = _ins(check, key, signature, additional_ins or {}, beside)
        inputs = inputs_of(fn, signature, ins)
        if not any(each.key == key for each in inputs):
            beside[key] = AssetDep(key)
        spec = AssetCheckSpec(
            check,
            asset=key,
            description=description or _doc(fn),
            additional_deps=_others(inputs, beside, key),
            blocking=blocking,
            metadata=metadata,
            automation_condition=automation_condition,
            partitions_def=partitions_def,
        )
        definition = AssetChecksDefinition.of_checks(
            fn,
            check_name(spec.get_python_identifier()),
            (CheckOutput(DEFAULT_OUTPUT, spec),),
            inputs,
            tuple(beside.values()),
            signature=signature,
            source=capture(fn),
            required_resource_keys=frozenset(required_resource_keys or ()),
            options=step_options(
                "asset_check",
                config_schema=config_schema,
                resource_defs=resource_defs,
                hooks=None,
                op_tags=_tags(op_tags, compute_kind),
                backfill_policy=None,
                retry_policy=retry_policy,
                check_specs=None,
                pool=pool,
            ),
        )
        announce(definition)
        return definition

    return decorate


_RULES = {
    "description": TEXT,
    "blocking": FLAG,
    "required_resource_keys": check_set,
    "metadata": check_named,
    "partitions_def": of_type(PartitionsDefinition),
}


_MULTI_RULES = {
    "name": TEXT,
    "description": TEXT,
    "can_subset": FLAG,
    "required_resource_keys": check_set,
    "config_schema": of_type(Mapping, wanted="a mapping of fields by name"),
}


def multi_asset_check(
    *,
    name: str | None = None,
    specs: Sequence[AssetCheckSpec],
    description: str | None = None,
    can_subset: bool = False,
    compute_kind: str | None = None,
    op_tags: Mapping[str, Any] | None = None,
    resource_defs: Mapping[str, Any] | None = None,
    required_resource_keys: set[str] | None = None,
    retry_policy: Any = None,
    config_schema: Any = None,
    ins: Mapping[str, Any] | None = None,
    pool: str | None = None,
) -> CheckDecorator:
    """Define several checks, of one or several assets, by the one function that makes them all.

    The function yields an `AssetCheckResult` for each.

    Args:
        name: Of the step, in place of the function's name.
        specs: The checks.
        description: Of the step.
        can_subset: Whether a run may ask for some of the checks alone; the function then looks at
            ``context.selected_asset_check_keys``.
        compute_kind: Such as "dbt"; a tag of its step.
        op_tags: Tags of its step.
        resource_defs: Resources of its own by key.
        required_resource_keys: Resources used through ``context.resources``.
        retry_policy: When its step runs again after an exception.
        config_schema: What its config looks like, in Dagster's older form.
        ins: How parameters are filled, by name.
        pool: Which pool limits how many of its steps run at once.

    Returns:
        The decorator that makes the definition.

    Raises:
        DagsterInvalidDefinitionError: A name that Dagster refuses, or a parameter that takes an
            asset that no check is of or depends on.

    Example:
        >>> from dagbook.model.checks import AssetCheckResult
        >>> specs = [AssetCheckSpec("few", asset="a"), AssetCheckSpec("few", asset="b")]
        >>> @multi_asset_check(specs=specs)
        ... def few_rows():
        ...     yield AssetCheckResult(passed=True, asset_key="a")
        ...     yield AssetCheckResult(passed=True, asset_key="b")
        >>> [spec.get_python_identifier() for spec in few_rows.check_specs]
        ['a_few', 'b_few']
    """
    check_given("multi_asset_check", _MULTI_RULES, locals())

    def decorate(fn: Callable[..., Any]) -> AssetChecksDefinition:
        _check_callable(fn)
        signature, op_name = read_signature(fn), check_name(name or fn.__name__)
        deps = {spec.asset_key: AssetDep(spec.asset_key) for spec in specs}
        deps |= {dep.asset_key: dep for spec in specs for dep in spec.additional_deps}
        inputs = inputs_of(fn, signature, ins)
        for each in inputs:
            if each.key not in deps:
                raise DagsterInvalidDefinitionError(
                    f"The input '{each.name}' of {op_name} is the asset "
                    f"{each.key.to_user_string()}, which no check is of or depends on. Name it in "
                    "additional_deps of an AssetCheckSpec, or say with ins= which asset is meant."
                )
        definition = AssetChecksDefinition.of_checks(
            fn,
            op_name,
            outputs_of_specs(specs, is_required=not can_subset),
            inputs,
            tuple(deps.values()),
            signature=signature,
            source=capture(fn),
            required_resource_keys=frozenset(required_resource_keys or ()),
            can_subset=can_subset,
            options=step_options(
                "multi_asset_check",
                config_schema=config_schema,
                resource_defs=resource_defs,
                hooks=None,
                op_tags=_tags(op_tags, compute_kind),
                backfill_policy=None,
                retry_policy=retry_policy,
                check_specs=None,
                pool=pool,
            ),
        )
        announce(definition)
        return definition

    return decorate


def _ins(
    check: str,
    key: AssetKey,
    signature: Signature,
    given: Mapping[str, AssetIn],
    deps: Mapping[AssetKey, AssetDep],
) -> dict[str, AssetIn]:
    """Return how the parameters of the check of the asset *key* are filled.

    Raises:
        DagsterInvalidDefinitionError: It cannot be told which parameter takes the asset.
    """
    asset = key.to_user_string()
    twice = "additional_deps" if key in deps else None
    if any(each.key is not None and each.key_for(name) == key for name, each in given.items()):
        twice = "additional_ins"
    if twice is not None:
        raise DagsterInvalidDefinitionError(
            f"When defining check '{check}', asset '{asset}' was passed to `asset` and `{twice}`. "
            "It can only be passed to one of these parameters."
        )
    for name in given:
        if name not in signature.inputs:
            raise DagsterInvalidDefinitionError(
                f"Check '{check}': '{name}' is specified in 'additional_ins' but isn't a parameter."
            )
    rest = [name for name in signature.inputs if name not in given]
    if len(rest) > 1:
        raise DagsterInvalidDefinitionError(
            f"When defining check '{check}', multiple assets provided as parameters: "
            f"{sorted(rest)}. These should either match the target asset or be specified in "
            "'additional_ins'."
        )
    return {**given, **{name: AssetIn(key=key) for name in rest}}


def _others(
    inputs: Iterable[AssetInput], deps: Iterable[AssetKey], key: AssetKey
) -> list[AssetKey]:
    """Return what is read or depended on beside the asset *key*, each once."""
    found = dict.fromkeys((*(each.key for each in inputs), *deps))
    return [each for each in found if each != key]


def _tags(op_tags: Mapping[str, Any] | None, compute_kind: str | None) -> Mapping[str, Any] | None:
    """Return the tags of a step that *compute_kind* is one of."""
    if compute_kind is None:
        return op_tags
    return {"dagster/compute_kind": compute_kind, **(op_tags or {})}


def _check_callable(fn: Any) -> None:
    """Raise unless *fn* can be called."""
    if not callable(fn):
        raise ParameterCheckError(
            f'Param "fn" is not callable. Got {fn!r} with type {type(fn).__name__}. '
            "@asset_check(asset=...) decorates a function."
        )


def _doc(fn: Callable[..., Any]) -> str | None:
    """Return the docstring of *fn* without its indentation."""
    doc = fn.__doc__
    return cleandoc(doc) if doc else None
