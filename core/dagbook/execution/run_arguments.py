"""Whether what a run is asked with is of the types that Dagster takes."""

from collections.abc import Mapping, Sequence
from typing import Any

from dagbook.authoring.run_config import RunConfig
from dagbook.errors import CheckError, ParameterCheckError
from dagbook.foundation.parameters import check_named, check_parameter
from dagbook.storage.instance import DagsterInstance


def checked_instance(
    owner: str, assets: Any, instance: Any, resources: Any, asked: Any
) -> DagsterInstance | None:
    """Return *instance*, where the arguments of *owner*, as ``materialize``, are of their types.

    Args:
        owner: Who takes them.
        assets: What to run.
        instance: Where it is recorded.
        resources: What is bound to each key.
        asked: The others (`Asked`).

    Raises:
        ParameterCheckError: Naming the first that is of another type.
        CheckError: The tags are no mapping by text.
    """
    if isinstance(assets, str) or not isinstance(assets, Sequence):
        raise ParameterCheckError(
            f"{owner}(assets=...) takes a sequence of assets; got {assets!r} of type "
            f"{type(assets).__name__}. Put it in a list."
        )
    check_parameter(owner, "instance", instance, DagsterInstance)
    check_named(owner, "resources", resources)
    check_parameter(owner, "partition_key", asked.partition_key, str)
    check_parameter(owner, "run_config", asked.run_config, (RunConfig, Mapping))
    if isinstance(asked.run_config, Mapping):
        check_named(owner, "run_config", asked.run_config)
    check_parameter(owner, "raise_on_error", asked.raise_on_error, bool)
    if asked.tags is not None and not isinstance(asked.tags, Mapping):
        raise CheckError(f"{owner}(tags=...) takes a mapping; got {asked.tags!r}.")
    return instance  # type: ignore[no-any-return]  # checked
