"""Executors: how the steps of a job run. What they do is execution's; here is what users name."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dagbook.authoring.config_checks import checked_field
from dagbook.authoring.config_schema_types import Field, Noneable, Permissive, Selector
from dagbook.authoring.config_schemas import as_field
from dagbook.authoring.config_types import MISSING
from dagbook.errors import ParameterCheckError

MAX_CONCURRENT_VARIABLE = "DAGSTER_MULTIPROCESS_EXECUTOR_MAX_CONCURRENT"


@dataclass(frozen=True, slots=True)
class ExecutorDefinition:
    """How the steps of a job run.

    Args:
        name: Its name.
        kind: "in_process", "multiprocess", or "either".
        config_schema: What ``run_config["execution"]["config"]`` may say.
        given: What `configured` said already.
        description: What it is for.

    Example:
        >>> two = multiprocess_executor.configured({"max_concurrent": 2})
        >>> way_of(two, {}).processes
        2
    """

    name: str
    kind: str
    config_schema: Any = None
    given: Mapping[str, Any] | None = None
    description: str | None = None

    def configured(
        self,
        config_or_config_fn: Any,
        name: str | None = None,
        config_schema: Any = None,
        description: str | None = None,
    ) -> "ExecutorDefinition":
        """Return this executor with config, which a run then says no more.

        Args:
            config_or_config_fn: The config, or a function that makes it of a run's.
            name: Of the new one; by default the same.
            config_schema: What the function is given.
            description: Of the new one.

        Raises:
            DagsterInvalidConfigError: The config does not fit.
        """
        if callable(config_or_config_fn):
            config_or_config_fn = config_or_config_fn({})
        told = _checked(self, config_or_config_fn)
        return replace(
            self,
            name=name or self.name,
            given=told,
            config_schema=config_schema or self.config_schema,
            description=description or self.description,
        )


@dataclass(frozen=True, slots=True)
class Way:
    """How the steps of a run run.

    Args:
        processes: How many processes at once; None means in this process, one after the other.
        tag_limits: How many steps with a tag may run at once, as in Dagster's config.
        retries: Whether steps are tried again as they ask.
    """

    processes: int | None = None
    tag_limits: Sequence[Mapping[str, Any]] = ()
    retries: bool = True


IN_THIS_PROCESS = Way()

_RETRIES = Field(
    Selector({"enabled": Permissive(), "disabled": Permissive()}), default_value={"enabled": {}}
)
_LIMITS = Field(
    Noneable(
        [
            {
                "key": str,
                "value": Field(Any, is_required=False),
                "limit": Field(int),
            }
        ]
    ),
    is_required=False,
)
_IN_PROCESS_SCHEMA = {
    "retries": _RETRIES,
    "marker_to_close": Field(str, is_required=False),
    "step_dependency_config": Field(Permissive(), is_required=False),
}
_MULTIPROCESS_SCHEMA = {
    "max_concurrent": Field(Noneable(int), default_value=None),
    "tag_concurrency_limits": _LIMITS,
    "start_method": Field(
        Selector({"spawn": Permissive(), "forkserver": Permissive()}), is_required=False
    ),
    "retries": _RETRIES,
    "step_dependency_config": Field(Permissive(), is_required=False),
}

in_process_executor = ExecutorDefinition("in_process", "in_process", _IN_PROCESS_SCHEMA)
"""Runs the steps in the caller's process, one after the other."""

multiprocess_executor = ExecutorDefinition("multiprocess", "multiprocess", _MULTIPROCESS_SCHEMA)
"""Runs each step in a process of its own kind: several at once, values only through IO managers."""

multi_or_in_process_executor = ExecutorDefinition(
    "multi_or_in_process_executor",
    "either",
    Field(
        Selector({"multiprocess": _MULTIPROCESS_SCHEMA, "in_process": _IN_PROCESS_SCHEMA}),
        default_value={"multiprocess": {}},
    ),
)
"""One or the other, as the run's config says; without config several processes."""


def way_of(executor: ExecutorDefinition | None, run_config: Mapping[str, Any]) -> Way:
    """Return how the steps of a run run.

    Args:
        executor: Of the job; None means `multi_or_in_process_executor`, where a run that says
            nothing of it runs in this process.
        run_config: Of the run.

    Raises:
        DagsterInvalidConfigError: What the run says of its execution does not fit.
    """
    if executor is None and _said(run_config) is None:
        return IN_THIS_PROCESS
    chosen = executor or multi_or_in_process_executor
    told, kind = executor_config(chosen, run_config), chosen.kind
    if kind == "either":
        ((kind, told),) = told.items()
    retries = "disabled" not in (told.get("retries") or {})
    if kind == "in_process":
        return Way(retries=retries)
    most = told.get("max_concurrent") or int(os.environ.get(MAX_CONCURRENT_VARIABLE) or 0)
    return Way(
        most or os.cpu_count() or 1, tuple(told.get("tag_concurrency_limits") or ()), retries
    )


def executor_config(executor: ExecutorDefinition, run_config: Mapping[str, Any]) -> Any:
    """Return the config of *executor*: what the run says, what `configured` did, the defaults.

    Raises:
        DagsterInvalidConfigError: What the run says does not fit.
    """
    said = _said(run_config)
    if said is None and executor.given is not None:
        return executor.given
    return _checked(executor, MISSING if said is None else said) or {}


def _said(run_config: Mapping[str, Any]) -> Any:
    """Return what a run's config says of its execution, or None."""
    return (run_config.get("execution") or {}).get("config")


def check_executor(executor: Any, name: str) -> None:
    """Raise unless *executor* is an executor, or None.

    Raises:
        ParameterCheckError: It is something else; *name* is that of the parameter.
    """
    if executor is not None and not isinstance(executor, ExecutorDefinition):
        raise ParameterCheckError(
            f'Param "{name}" is not an ExecutorDefinition. Got {executor!r}; write '
            "in_process_executor or multiprocess_executor."
        )


def _checked(executor: ExecutorDefinition, config: Any) -> Any:
    """Return the config of *executor*, checked and with defaults.

    Raises:
        DagsterInvalidConfigError: It does not fit.
    """
    where = f"executor '{executor.name}'"
    return checked_field(as_field(executor.config_schema), config, ("execution", "config"), where)
