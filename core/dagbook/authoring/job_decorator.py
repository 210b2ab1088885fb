"""`job`: a function that calls ops draws what a run does."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, overload

from dagbook.authoring.graph_decorator import composed
from dagbook.authoring.job_definition import JobDefinition


@overload
def job(compose_fn: Callable[..., Any]) -> JobDefinition: ...
@overload
def job(
    *,
    name: str | None = ...,
    description: str | None = ...,
    resource_defs: Mapping[str, Any] | None = ...,
    config: Any = ...,
    tags: Mapping[str, Any] | None = ...,
    run_tags: Mapping[str, Any] | None = ...,
    metadata: Mapping[str, Any] | None = ...,
    logger_defs: Mapping[str, Any] | None = ...,
    executor_def: Any = ...,
    hooks: Collection[Any] | None = ...,
    op_retry_policy: Any = ...,
    partitions_def: Any = ...,
    input_values: Mapping[str, Any] | None = ...,
    owners: Sequence[str] | None = ...,
) -> Callable[[Callable[..., Any]], JobDefinition]: ...


def job(
    compose_fn: Callable[..., Any] | None = None,
    *,
    name: str | None = None,
    description: str | None = None,
    resource_defs: Mapping[str, Any] | None = None,
    config: Any = None,
    tags: Mapping[str, Any] | None = None,
    run_tags: Mapping[str, Any] | None = None,
    metadata: Mapping[str, Any] | None = None,
    logger_defs: Mapping[str, Any] | None = None,
    executor_def: Any = None,
    hooks: Collection[Any] | None = None,
    op_retry_policy: Any = None,
    partitions_def: Any = None,
    input_values: Mapping[str, Any] | None = None,
    owners: Sequence[str] | None = None,
) -> JobDefinition | Callable[[Callable[..., Any]], JobDefinition]:
    """Define a job by a function that calls ops and graphs.

    The function runs once, when it is decorated: it does not compute, it connects.

    Args:
        compose_fn: The function, when used as ``@job`` without arguments.
        name: In place of the function's name.
        description: In Markdown; the docstring by default.
        resource_defs: What is bound to each key.
        config: The run's config where the caller gives none, a mapping to it, or a
            `PartitionedConfig`.
        tags: Of the job, and of its runs where there are no `run_tags`.
        run_tags: Of its runs.
        metadata: Of the job.
        logger_defs: Loggers by name.
        executor_def: How its steps run.
        hooks: Of every step.
        op_retry_policy: Of every op that has none of its own.
        partitions_def: For which partitions it runs.
        input_values: What its inputs are, by name.
        owners: Addresses and teams.

    Returns:
        The job; or, called without a function, the decorator that makes it.

    Raises:
        DagsterInvalidDefinitionError: What the function draws cannot run.

    Example:
        >>> from dagbook.authoring.op_decorator import op
        >>> @op
        ... def one():
        ...     return 1
        >>> @op
        ... def double(number):
        ...     return number * 2
        >>> @job
        ... def count():
        ...     double(one())
        >>> count.execute_in_process().output_for_node("double")
        2
    """

    def decorate(fn: Callable[..., Any]) -> JobDefinition:
        job_name = name or fn.__name__
        drawn = composed(fn, job_name, "@job", ignore_returned=True)
        made = JobDefinition(
            graph_def=drawn.as_graph(job_name, fn, description=description or fn.__doc__),
            name=job_name,
            description=description or fn.__doc__,
            resource_defs=resource_defs,
            config=config,
            tags=tags,
            run_tags=run_tags,
            metadata=metadata,
            logger_defs=logger_defs,
            executor_def=executor_def,
            hook_defs=hooks,
            op_retry_policy=op_retry_policy,
            partitions_def=partitions_def,
            input_values=input_values,
            owners=owners,
        )
        made.__doc__ = fn.__doc__
        made.__module__ = fn.__module__
        return made

    return decorate(compose_fn) if compose_fn is not None else decorate
