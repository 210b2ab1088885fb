"""The values of a run whose steps ran in other processes: loaded as they were stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dagbook.authoring.building_contexts import build_input_context, build_output_context
from dagbook.authoring.resources import InitResourceContext, RunResources
from dagbook.model.runs import DagsterRun
from dagbook.storage.instance import DagsterInstance


@dataclass(frozen=True, slots=True)
class StoredOutputs:
    """What loads the outputs of the steps of one run.

    Args:
        run: The run.
        instance: Where it is recorded.
        resources: What is bound to each key.
    """

    run: DagsterRun
    instance: DagsterInstance
    resources: Mapping[str, Any]

    def load(self, step: Any, name: str, made: Sequence[tuple[str, str | None]]) -> Any:
        """Return the value of an output of *step*; a dict by mapping key where there are several.

        Args:
            step: The step.
            name: Of the output.
            made: The keys of the steps that made it, with the mapping key of each value.
        """
        output = next(each for each in step.outputs if each.name == name)
        context = InitResourceContext(self.run.run_id, self.instance, dagster_run=self.run)
        with RunResources(self.resources, context) as ready:
            manager = ready.get(output.io_manager_key)
            values = {
                key or _in_brackets(by): manager.load_input(self._context(step, output, by, key))
                for by, key in made
            }
        return values.get(None, values)

    def _context(self, step: Any, output: Any, made_by: str, mapping_key: str | None) -> Any:
        """Return what an IO manager is told of the value that it is to load."""
        asset: dict[str, Any] = {}
        if output.spec is not None:
            partition = self.run.tags.get("dagster/partition") if step.partitions_def else None
            asset = {"asset_key": output.spec.key}
            if partition is not None:
                asset |= {"partition_key": partition, "asset_partitions_def": step.partitions_def}
        upstream = build_output_context(
            step_key=made_by,
            name=output.name,
            run_id=self.run.run_id,
            mapping_key=mapping_key,
            instance=self.instance,
            **asset,
        )
        return build_input_context(
            name=output.name, upstream_output=upstream, instance=self.instance, **asset
        )


def _in_brackets(step_key: str) -> str | None:
    """Return for which value of a dynamic output a step ran, or None.

    >>> _in_brackets("double[a]"), _in_brackets("double")
    ('a', None)
    """
    return step_key.rstrip("]").partition("[")[2] or None
