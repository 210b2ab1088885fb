"""What a step's function returned or yielded, as outputs one by one. Pure."""

import inspect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import GeneratorType
from typing import Any, NamedTuple

from dagbook.authoring.assets_definition import AssetOutput, AssetsDefinition
from dagbook.authoring.check_outputs import CheckOutput, output_of
from dagbook.authoring.returned import (
    EVENTS,
    annotations_of_places,
    check_no_event,
    check_place,
    output_of_result,
    returns_of,
    says_output,
)
from dagbook.errors import (
    DagsterInvariantViolationError,
    DagsterStepOutputNotFoundError,
)
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey, AssetCheckResult
from dagbook.model.dynamic_output import DynamicOutput
from dagbook.model.metadata import MetadataValue
from dagbook.model.metadata_forms import normalize_metadata
from dagbook.model.results import NO_VALUE, AssetResult, MaterializeResult, Output

_NO_METADATA: Mapping[str, MetadataValue] = {}
_NO_TAGS: Mapping[str, str] = {}
_RESULTS = (GeneratorType, Output, AssetResult, AssetCheckResult, *EVENTS)


class Outcome(NamedTuple):
    """One output of a step.

    Args:
        output: Which.
        value: Its value, or `NO_VALUE` when there is none to store.
        metadata: Of the materialization.
        data_version: The user's data version, or None.
        tags: Of the materialization.
        check: The result, where the output is a check.
        mapping_key: Which of a dynamic output, or None.
    """

    output: AssetOutput | CheckOutput
    value: Any
    metadata: Mapping[str, MetadataValue] = _NO_METADATA
    data_version: str | None = None
    tags: Mapping[str, str] = _NO_TAGS
    check: AssetCheckResult | None = None
    mapping_key: str | None = None

    @property
    def place(self) -> str:
        """What it is of: the output's name, and the mapping key where there is one."""
        name = self.output.name
        return name if self.mapping_key is None else f"{name}[{self.mapping_key}]"


def outcomes(
    definition: AssetsDefinition,
    returned: Any,
    selected: Sequence[AssetKey] = (),
    checks: Sequence[AssetCheckKey] = (),
) -> Iterable[Outcome]:
    """Return the outputs in *returned*, as they come where it is a generator.

    Args:
        definition: Whose.
        returned: What its function returned.
        selected: Of which of its assets, where that can be said; all of them by default.
        checks: Which checks it was to make.

    Raises:
        DagsterInvariantViolationError: Something was returned or yielded that names no output, or
            one that is not selected.
        DagsterStepOutputNotFoundError: A required output did not come.
    """
    if len(definition.outputs) == 1 and returned is not None and not checks:
        output = definition.outputs[0]
        plain = output.spec is not None and not (output.nothing or definition.can_subset)
        plain = plain and not says_output(returns_of(definition))
        if plain and not definition.check_outputs and not isinstance(returned, _RESULTS):
            return (Outcome(output, returned),)
    return _one_by_one(definition, returned, selected, checks)


def _one_by_one(
    definition: AssetsDefinition,
    returned: Any,
    selected: Sequence[AssetKey],
    checks: Sequence[AssetCheckKey],
) -> Iterator[Outcome]:
    """Yield the `outcomes`."""
    seen: set[str] = set()
    unselected: frozenset[str] = definition.unselected
    if definition.can_subset and len(selected) < len(definition.outputs):
        unselected |= {each.name for each in definition.outputs if each.spec.key not in selected}
    for each in _with_check_results(_each(definition, returned)):
        outcome = _outcome(definition, each)
        if outcome.output.name in unselected:
            raise _not_selected(definition, outcome.output, unselected)
        if outcome.place in seen:
            raise DagsterInvariantViolationError(
                f'Compute for op "{definition.op_name}" returned an output "{outcome.place}" '
                "multiple times"
            )
        _check_order(definition, outcome.output.spec, seen)
        seen.add(outcome.place)
        yield outcome
    yield from _without_value(definition, seen, checks)


def _without_value(
    definition: AssetsDefinition, seen: set[str], checks: Sequence[AssetCheckKey]
) -> Iterator[Outcome]:
    """Yield the outputs that did not come because they have no value.

    Raises:
        DagsterStepOutputNotFoundError: Another one did not come, and had to.
    """
    for output in definition.outputs:
        if output.name in definition.unselected:
            continue
        if output.name not in seen and not getattr(output, "is_dynamic", False):
            if output.nothing and output.is_required and not definition.is_observable:
                yield Outcome(output, NO_VALUE)
            elif output.is_required:
                raise _left_out(definition, output.name)
    for check in definition.check_places if checks else ():
        if check.is_required and check.name not in seen and check.check.key in checks:
            raise _left_out(definition, check.name)


def _check_order(definition: AssetsDefinition, spec: Any, seen: Collection[str]) -> None:
    """Raise if what depends on the asset of *spec* is among the outputs *seen* before it.

    Raises:
        DagsterInvariantViolationError: Naming both.
    """
    if not seen or spec is None:
        return
    reads = {dep.asset for dep in spec.deps}
    for each in definition.outputs:
        other = each.spec
        if other is None or each.name not in seen or other.key in reads:
            continue
        if any(dep.asset == spec.key for dep in other.deps):
            raise DagsterInvariantViolationError(
                f'Asset "{other.key.to_user_string()}" was yielded before its dependency '
                f'"{spec.key.to_user_string()}". Yield what a function makes in the order in which '
                "one is made of the other."
            )


def _with_check_results(found: Iterable[Any]) -> Iterable[Any]:
    """Yield each of *found*, and after it the results of checks that it brings."""
    for each in found:
        yield each
        if isinstance(each, AssetResult) and each.check_results:
            yield from each.check_results


def _left_out(definition: AssetsDefinition, name: str) -> DagsterStepOutputNotFoundError:
    """Return the error for the output *name* that did not come."""
    return DagsterStepOutputNotFoundError(
        f'Core compute for op "{definition.op_name}" did not return an output for '
        f'non-optional output "{name}"'
    )


class _Bare:
    """A plain value, and the output whose place it was returned in."""

    __slots__ = ("output", "value")

    def __init__(self, output: AssetOutput | CheckOutput, value: Any) -> None:
        self.output = output
        self.value = value


def _each(  # noqa: PLR0911 - one case for each way to return
    definition: AssetsDefinition, returned: Any
) -> Iterable[Any]:
    """Return the things that *returned* holds, one an output."""
    if inspect.isgenerator(returned):
        return returned
    outputs: tuple[Any, ...] = (*definition.outputs, *definition.check_places)
    if isinstance(returned, AssetCheckResult):
        return (returned,)
    if len(outputs) == 1:
        if isinstance(returned, AssetResult):
            return (returned,)
        if getattr(outputs[0], "is_dynamic", False):
            return dynamic_values(definition, returned)
        if isinstance(outputs[0], CheckOutput):
            return (_Bare(outputs[0], returned),)
        check_no_event(definition.op_name, returned)
        check_place(definition.op_name, outputs[0].name, returns_of(definition), returned)
        return (returned if isinstance(returned, Output) else _Bare(outputs[0], returned),)
    if (
        returned is None
        and not definition.check_places
        and all(output.nothing and output.is_required for output in outputs)
    ):
        return ()
    if isinstance(returned, AssetResult) and len(definition.outputs) == 1:
        return (returned,)
    return _in_places(definition, returned)


def dynamic_values(definition: Any, returned: Any) -> Iterable[Any]:
    """Return the values of the one dynamic output that *returned* holds.

    Raises:
        DagsterInvariantViolationError: It is neither a dynamic output nor a list of them.
    """
    if isinstance(returned, DynamicOutput):
        return (returned,)
    if isinstance(returned, list) and all(isinstance(each, DynamicOutput) for each in returned):
        return returned
    if returned is None and not definition.outputs[0].is_required:
        return ()
    raise DagsterInvariantViolationError(
        f'Error in op "{definition.op_name}": output "{definition.outputs[0].name}" is dynamic '
        f"and expects a list of DynamicOutput; got {returned!r}. Return or yield "
        "DynamicOutput(value, mapping_key=...)."
    )


def _in_places(definition: AssetsDefinition, returned: Any) -> Iterable[Any]:
    """Return the parts of a tuple that was returned, each in the place of its output."""
    outputs: tuple[Any, ...] = (*definition.outputs, *definition.check_places)
    if not isinstance(returned, tuple):
        raise DagsterInvariantViolationError(
            f'op "{definition.op_name}" has multiple outputs, but only one output was returned of '
            f"type {type(returned)}. When using multiple outputs, either yield each output, or "
            "return a tuple containing a value for each output."
        )
    if len(returned) != len(outputs):
        raise DagsterInvariantViolationError(
            f"Length mismatch between returned tuple of outputs and number of output defs on op "
            f'"{definition.op_name}". Output tuple has {len(returned)} outputs, while op has '
            f"{len(outputs)} outputs."
        )
    said = annotations_of_places(returns_of(definition), len(outputs))
    for output, annotation, each in zip(outputs, said, returned, strict=True):
        if not isinstance(each, (AssetResult, AssetCheckResult)):
            check_place(definition.op_name, output.name, annotation, each)
    return [
        each
        if isinstance(each, AssetResult)
        else Output(
            each.value,
            output.name,
            metadata=each.metadata,
            data_version=each.data_version,
            tags=each.tags,
        )
        if isinstance(each, Output)
        else _Bare(output, each)
        for output, each in zip(outputs, returned, strict=True)
    ]


def _outcome(  # noqa: PLR0911 - one case for each kind of result
    definition: AssetsDefinition, each: Any
) -> Outcome:
    """Return *each*, returned or yielded, as an output."""
    if isinstance(each, _Bare):
        if not each.output.nothing:
            return Outcome(each.output, each.value)
        if each.value is None or isinstance(each.output, CheckOutput):
            return Outcome(each.output, NO_VALUE)
        return Outcome(each.output, each.value)
    if isinstance(each, Output):
        output = _named(definition, each.output_name)
        if getattr(output, "is_dynamic", False):
            raise DagsterInvariantViolationError(
                f'Compute for op "{definition.op_name}" for output "{output.name}" defined as '
                "dynamic must yield DynamicOutput, got Output."
            )
        version = each.data_version.value if each.data_version else None
        return Outcome(output, each.value, each.metadata, version, each.tags or _NO_TAGS)
    if isinstance(each, DynamicOutput):
        return _dynamic_outcome(definition, each)
    if isinstance(each, AssetCheckResult):
        found = output_of(definition.check_outputs, each)
        if definition.check_outputs is not definition.check_places:
            _named(definition, found.name)
        return Outcome(found, NO_VALUE, check=each)
    if isinstance(each, AssetResult):
        version = each.data_version.value if each.data_version else None
        metadata = normalize_metadata(each.metadata)
        output = output_of_result(definition, each)
        # As in Dagster: what is seen has no value, and None is stored where one is expected.
        value = None if not output.nothing else NO_VALUE
        value = each.value if isinstance(each, MaterializeResult) else value
        return Outcome(output, value, metadata, version, each.tags or _NO_TAGS)
    raise DagsterInvariantViolationError(
        f'Compute for op "{definition.op_name}" yielded a value of type {type(each).__name__} '
        "rather than an instance of Output or MaterializeResult. Values yielded by generators must "
        "be wrapped in Output(...)."
    )


def _dynamic_outcome(definition: Any, each: DynamicOutput[Any]) -> Outcome:
    """Return one value of a dynamic output.

    Raises:
        DagsterInvariantViolationError: The output is not dynamic.
    """
    output = _named(definition, each.output_name)
    if not getattr(output, "is_dynamic", False):
        raise DagsterInvariantViolationError(
            f"Compute for op {definition.op_name} output name {output.name} yielded DynamicOutput "
            "but was declared as Output. Declare it by DynamicOut()."
        )
    return Outcome(output, each.value, each.metadata, mapping_key=each.mapping_key)


def _not_selected(
    definition: AssetsDefinition, output: AssetOutput | CheckOutput, unselected: frozenset[str]
) -> DagsterInvariantViolationError:
    """Return the error for an output that the run did not ask for."""
    names = [each.name for each in definition.outputs if each.name not in unselected]
    return DagsterInvariantViolationError(
        f'Core compute for op "{definition.op_name}" returned an output "{output.name}" that is '
        f"not selected. The selected outputs are {names}; see context.selected_output_names."
    )


def _named(definition: AssetsDefinition, name: str) -> AssetOutput | CheckOutput:
    """Return the output *name*."""
    outputs: tuple[Any, ...] = (*definition.outputs, *definition.check_places)
    for output in outputs:
        if output.name == name:
            return output  # type: ignore[no-any-return]  # of the two
    raise DagsterInvariantViolationError(
        f'Core compute for op "{definition.op_name}" returned an output "{name}" that does not '
        f"exist. The available outputs are {[output.name for output in definition.outputs]}"
    )
