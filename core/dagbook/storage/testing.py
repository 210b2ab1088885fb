"""`instance_for_test`: an instance for the length of a test."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from dagbook.foundation.parameters import check_named
from dagbook.storage.instance import DagsterInstance

_HOMES = ("DAGBOOK_HOME", "DAGSTER_HOME")


@contextmanager
def instance_for_test(
    overrides: Mapping[str, Any] | None = None,
    set_dagster_home: bool = True,
    temp_dir: str | None = None,
    synchronous_run_coordinator: bool = False,  # noqa: ARG001 - Dagster's signature
    synchronous_run_launcher: bool = False,  # noqa: ARG001 - Dagster's signature
) -> Iterator[DagsterInstance]:
    """Give a test an instance on disk of its own; it is gone afterwards.

    Args:
        overrides: Checked and ignored: there is nothing to set.
        set_dagster_home: Whether `DagsterInstance.get` returns one over the same folder meanwhile.
        temp_dir: The folder, which then stays; by default one that goes with the instance.
        synchronous_run_coordinator: Taken and ignored: runs are in the caller's process.
        synchronous_run_launcher: Taken and ignored, likewise.

    Example:
        >>> from dagbook.execution.materialize import materialize
        >>> with instance_for_test() as instance:
        ...     materialize([], instance=instance).success
        ...     len(instance.get_runs())
        True
        1
    """
    check_named("instance_for_test", "overrides", overrides)
    with DagsterInstance.local_temp(temp_dir) as instance:
        before = {name: os.environ.get(name) for name in _HOMES}
        if set_dagster_home:
            os.environ.update(dict.fromkeys(_HOMES, instance.root_directory))
        try:
            yield instance
        finally:
            for name, value in before.items() if set_dagster_home else ():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
