"""What a function takes: the inputs that its parameters mean, and what else it depends on."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from dagbook.authoring.asset_io import AssetDep, AssetIn, Nothing
from dagbook.authoring.assets_definition import AssetInput, AssetsDefinition
from dagbook.authoring.signature import Signature
from dagbook.authoring.validation import check_dep_names
from dagbook.errors import DagsterInvalidDefinitionError, DagsterInvariantViolationError
from dagbook.model.asset_key import AssetKey, named

_NO_METADATA: Mapping[str, Any] = {}


def inputs_of(
    fn: Callable[..., Any], signature: Signature, ins: Mapping[str, AssetIn] | None
) -> tuple[AssetInput, ...]:
    """Return the inputs of *fn* as its parameters and *ins* say them.

    Raises:
        DagsterInvalidDefinitionError: *ins* names what is no parameter.
    """
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


def all_deps(deps: Iterable[Any] | None, ins: Mapping[str, AssetIn] | None) -> tuple[AssetDep, ...]:
    """Return *deps* and those of *ins* whose values are not passed."""
    found = _deps(deps)
    if found:
        check_dep_names(each.asset_key for each in found)
    if not ins:
        return found
    extra = (
        AssetDep(each.key_for(name), partition_mapping=each.partition_mapping)
        for name, each in ins.items()
        if _is_nothing(each)
    )
    return (*found, *extra)


def as_deps(inputs: Iterable[AssetInput]) -> tuple[AssetDep, ...]:
    """Return *inputs* as the dependencies that they are too."""
    return tuple(AssetDep(each.key, partition_mapping=each.partition_mapping) for each in inputs)


def _is_nothing(said: Any) -> bool:
    """Return whether an entry of `ins` is a dependency whose value is not passed."""
    return isinstance(said, AssetIn) and said.dagster_type is Nothing


def _input(name: str, said: Any) -> AssetInput:
    """Return the input of the parameter *name*, as *said* in `ins` if anything was."""
    if said is None:
        return AssetInput(name, named(name), _NO_METADATA)
    asset_in = said if isinstance(said, AssetIn) else AssetIn(key=said)
    return AssetInput(
        name,
        asset_in.key_for(name),
        asset_in.metadata or _NO_METADATA,
        asset_in.partition_mapping,
        asset_in.input_manager_key,
        asset_in.dagster_type,
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
            if found.setdefault(dep.asset_key, dep) != dep:
                raise DagsterInvariantViolationError(
                    f"Cannot set a dependency on asset {dep.asset_key.to_user_string()} more than "
                    "once per asset, each with another partition mapping. Name it once in deps."
                )
    return tuple(found.values())
