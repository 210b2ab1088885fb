"""`PickledObjectFilesystemIOManager`: values as pickles in Dagster's layout."""

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.authoring.io_manager import IOManager
from dagbook.errors import DagsterInvariantViolationError
from dagbook.io_managers.atomic import write_atomically
from dagbook.io_managers.partition_paths import key_in_path, partition_path
from dagbook.model.metadata import MetadataValue

PICKLE_PROTOCOL = 4
"""Dagster's, so that each reads what the other wrote."""


class PickledObjectFilesystemIOManager(IOManager):
    """Stores values as pickles under one folder: ``<folder>/<key parts>/<partition>``.

    Args:
        base_dir: The folder, or a function that makes it when it is first needed.
    """

    def __init__(self, base_dir: str | Path | Callable[[], str | Path]) -> None:
        self._base_dir = base_dir

    @property
    def base_dir(self) -> Path:
        """The folder."""
        base_dir = self._base_dir
        return Path(base_dir() if callable(base_dir) else base_dir)

    def _path(self, context: InputContext | OutputContext) -> Path:
        """Return the file of what *context* is about, or the folder of its partitions."""
        parts = context.asset_key.parts if context.has_asset_key else context.get_identifier()
        return self.base_dir.joinpath(*parts)

    def handle_output(self, context: OutputContext, obj: Any) -> None:
        """Pickle *obj*.

        Raises:
            DagsterInvariantViolationError: It cannot be pickled.
        """
        path = self._path(context)
        if context.has_asset_partitions:
            # An asset that had no partitions before left a file where the folder has to be.
            if path.is_file():
                path.unlink()
            path = _inside(path, context.asset_partition_key)
        context.log.debug("Writing file at: %s using %s...", path, type(self).__name__)
        try:
            data = pickle.dumps(obj, PICKLE_PROTOCOL)
        except (
            AttributeError,
            RecursionError,
            ImportError,
            TypeError,
            pickle.PicklingError,
        ) as why:
            raise DagsterInvariantViolationError(
                f"Object {type(obj).__name__} is not picklable ({why}). The fs_io_manager stores "
                f"{_value_of(context)} as a pickle; give it an IO manager that can keep it."
            ) from why
        write_atomically(path.parent, lambda file: (file.write(data), path.name)[1])
        if obj is not None:
            context.add_output_metadata({"path": MetadataValue.path(str(path))})

    def load_input(self, context: InputContext) -> Any:
        """Unpickle the value; a dict by partition key for several partitions.

        Raises:
            FileNotFoundError: It was never stored here.
        """
        path = self._path(context)
        if not context.has_asset_partitions:
            return _unpickled(path)
        keys = context.asset_partition_keys
        if not keys:
            return None
        if len(keys) == 1:
            return _unpickled(_inside(path, keys[0]))
        skip = bool((context.definition_metadata or {}).get("allow_missing_partitions"))
        paths = {key: _inside(path, key) for key in keys}
        found = {key: _unpickled(each) for key, each in paths.items() if not skip or each.exists()}
        # Dagster's, which takes None for a partition that was skipped.
        return {key: value for key, value in found.items() if value is not None}


def _unpickled(path: Path) -> Any:
    """Return the value pickled in *path*."""
    with path.open("rb") as file:
        return pickle.load(file)  # noqa: S301 - what this manager wrote


def _inside(folder: Path, partition: str) -> Path:
    """Return the path of *partition*, which never leaves *folder*."""
    return partition_path(folder, key_in_path(partition))  # type: ignore[no-any-return]  # as folder


def _value_of(context: OutputContext) -> str:
    """Return what is stored, in words."""
    if context.has_asset_key:
        return f"the value of {context.asset_key.to_user_string()}"
    return f"output {context.name} of {context.step_key}"
