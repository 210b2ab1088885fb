"""`execute_job`: run a job in an instance, also again from some of its steps on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from dagbook.authoring.assets_definition import DEFAULT_IO_MANAGER_KEY
from dagbook.authoring.executors import way_of
from dagbook.authoring.reconstructable_jobs import ReconstructableJob
from dagbook.authoring.run_config import as_run_config
from dagbook.errors import (
    DagsterError,
    DagsterInvariantViolationError,
    DagsterRunNotFoundError,
    DagsterSubprocessError,
    ParameterCheckError,
)
from dagbook.execution import jobs
from dagbook.execution.engine import engine_of
from dagbook.execution.reexecution import FROM_FAILURE, SELECTION_TAG, parent_of
from dagbook.execution.results import ExecuteInProcessResult
from dagbook.execution.stored_outputs import StoredOutputs
from dagbook.io_managers.filesystem import PickledObjectFilesystemIOManager
from dagbook.model.results import DEFAULT_OUTPUT
from dagbook.storage.instance import DagsterInstance

PARENT_TAG, ROOT_TAG = "dagster/parent_run_id", "dagster/root_run_id"


@dataclass(frozen=True, slots=True)
class ReexecutionOptions:
    """Which steps of an earlier run are run again.

    Args:
        parent_run_id: The earlier run.
        step_selection: Keys of steps, with ``*`` or ``+`` as in `op_selection`; all by default.
    """

    parent_run_id: str
    step_selection: Sequence[str] = field(default_factory=list)

    @staticmethod
    def from_failure(run_id: str, instance: DagsterInstance) -> "ReexecutionOptions":
        """Return the options that run again what failed in a run, and what did not run.

        Args:
            run_id: The earlier run.
            instance: Where it is recorded.

        Raises:
            DagsterInvariantViolationError: It did not fail.
            DagsterRunNotFoundError: There is no such run.
        """
        run = instance.get_run_by_id(run_id)
        if run is None:
            raise DagsterRunNotFoundError(f"There is no run {run_id} in the instance.")
        if not run.is_failure:
            raise DagsterInvariantViolationError(
                f"Cannot reexecute from failure a run that is not failed: {run_id} is "
                f"{run.status.value}."
            )
        return ReexecutionOptions(run_id, [FROM_FAILURE])


class JobExecutionResult(ExecuteInProcessResult):
    """What `execute_job` returns; a context manager, as in Dagster."""

    stored: StoredOutputs | None = None
    """Where values are, if the steps ran in other processes."""

    def output_for_node(self, node_str: str, output_name: str = DEFAULT_OUTPUT) -> Any:
        """Return the value that the step *node_str* gave for *output_name*.

        Raises:
            DagsterInvariantViolationError: There is no such step or output, or it made no value.
        """
        made = tuple(
            (event.step_key, event.step_output_data.mapping_key)
            for event in self.all_events
            if event.is_successful_output
            and event.step_key is not None
            and event.step_key.partition("[")[0] == node_str
            and event.name == output_name
        )
        if self.stored is None or not made:
            return super().output_for_node(node_str, output_name)
        return self.stored.load(self._definition(node_str), output_name, made)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        """End; values stay as long as the result does."""


def execute_job(
    job: ReconstructableJob,
    instance: DagsterInstance,
    run_config: Any = None,
    tags: Mapping[str, Any] | None = None,
    raise_on_error: bool = False,
    op_selection: Sequence[str] | None = None,
    reexecution_options: ReexecutionOptions | None = None,
    asset_selection: Sequence[Any] | None = None,
) -> JobExecutionResult:
    """Run a job in an instance; values go through its IO managers, by default to files.

    Args:
        job: What `reconstructable` returns.
        instance: Where it is recorded.
        run_config: What the run sets of ops and resources.
        tags: Of the run.
        raise_on_error: Whether the first exception is raised.
        op_selection: Which of its ops.
        reexecution_options: Which steps of an earlier run are run again; what they read of others
            is loaded as that run stored it.
        asset_selection: Which of its assets.

    Returns:
        What was made.

    Raises:
        ParameterCheckError: *job* is not what `reconstructable` returns.
        DagsterRunNotFoundError: The earlier run is not there.
        DagsterExecutionStepNotFoundError: It has no step of a name in the selection.
    """
    if not isinstance(job, ReconstructableJob):
        raise ParameterCheckError(
            f'Param "job" is not a ReconstructableJob. Got {job!r} of type {type(job)}. Pass '
            "reconstructable(job)."
        )
    definition = job.get_definition()
    way = way_of(definition.specified_executor, as_run_config(run_config))
    resources = {}
    if definition.resources_given.get(DEFAULT_IO_MANAGER_KEY) is None:
        folder = instance.storage_directory
        resources[DEFAULT_IO_MANAGER_KEY] = PickledObjectFilesystemIOManager(folder)
    run_tags = dict(tags or {})
    parent = None
    if reexecution_options is not None:
        run_id = reexecution_options.parent_run_id
        parent = parent_of(definition, instance, run_id, reexecution_options.step_selection)
        before = instance.get_run_by_id(parent.run_id)
        root = before.tags.get(ROOT_TAG, parent.run_id) if before is not None else parent.run_id
        run_tags |= {PARENT_TAG: parent.run_id, ROOT_TAG: root}
        if parent.again is not None:
            run_tags[SELECTION_TAG] = ",".join(sorted(parent.again))
    try:
        made = jobs.execute_in_process(
            definition,
            run_config=run_config,
            instance=instance,
            raise_on_error=raise_on_error,
            op_selection=op_selection,
            asset_selection=asset_selection,
            tags=run_tags,
            resources=resources,
            parent=parent,
            engine=engine_of(way),
        )
    except Exception as error:
        if way.processes is None or isinstance(error, DagsterError):
            raise
        words = "During multiprocess execution errors occurred in child processes:"
        raise DagsterSubprocessError(f"{words}\n{type(error).__name__}: {error}") from error
    made.__class__ = JobExecutionResult
    assert isinstance(made, JobExecutionResult)  # noqa: S101 - the line before
    if way.processes is not None:
        bound = {**definition.resources_given, **resources}
        made.stored = StoredOutputs(made.dagster_run, instance, bound)
    return made
