"""`UPathIOManager`: the base of IO managers that keep one file or object for each value."""

import asyncio
import inspect
from abc import abstractmethod
from collections.abc import Coroutine, Mapping, Sequence
from pathlib import Path
from threading import Thread
from typing import Any

from dagbook.authoring.io_contexts import InputContext, OutputContext
from dagbook.authoring.io_manager import IOManager
from dagbook.errors import CheckError
from dagbook.io_managers.partition_paths import key_in_path, partition_path, relative_parts
from dagbook.model.metadata import MetadataValue

Context = InputContext | OutputContext


class UPathIOManager(IOManager):
    """Keeps each value in a file or object of its own, on any file system that fsspec knows.

    A subclass says how a value becomes bytes (`dump_to_path`) and back (`load_from_path`, which
    may be async: then several partitions are loaded at once). Values lie at
    ``<base_path>/<key parts><extension>``, those of partitions at
    ``<base_path>/<key parts>/<partition><extension>``. An input whose metadata has
    ``allow_missing_partitions`` leaves out partitions that were never made.

    Args:
        base_path: Where they lie; a ``UPath``, or a ``Path``. The working directory by default.

    Example:
        >>> from tempfile import TemporaryDirectory
        >>> from upath import UPath
        >>> class TextIOManager(UPathIOManager):
        ...     extension = ".txt"
        ...
        ...     def dump_to_path(self, context, obj, path):
        ...         path.write_text(obj)
        ...
        ...     def load_from_path(self, context, path):
        ...         return path.read_text()
        >>> from dagbook.authoring.building_contexts import build_output_context
        >>> with TemporaryDirectory() as folder:
        ...     manager = TextIOManager(UPath(folder))
        ...     manager.handle_output(build_output_context(asset_key="note"), "hello")
        ...     [path.name for path in UPath(folder).iterdir()]
        ['note.txt']
    """

    extension: str | None = None

    def __init__(self, base_path: Any = None) -> None:
        if self.extension and "." not in self.extension:
            raise CheckError(
                f"{type(self).__name__}.extension begins with a dot, as in '.csv'; got "
                f"{self.extension!r}."
            )
        self._base_path = base_path if base_path is not None else _upath(".")

    @abstractmethod
    def dump_to_path(self, context: OutputContext, obj: Any, path: Any) -> None:
        """Write *obj* to *path*, whose folder is there."""

    @abstractmethod
    def load_from_path(self, context: InputContext, path: Any) -> Any:
        """Return what is at *path*; FileNotFoundError where nothing is. It may be async."""

    def get_metadata(self, context: OutputContext, obj: Any) -> Mapping[str, Any]:  # noqa: ARG002 - for who overrides it
        """Return metadata for the materialization of *obj*; none by default."""
        return {}

    @property
    def fs(self) -> Any:
        """The fsspec file system of the base path."""
        if isinstance(self._base_path, Path) and not hasattr(self._base_path, "fs"):
            return _upath(self._base_path).fs
        return self._base_path.fs

    @property
    def storage_options(self) -> dict[str, Any]:
        """The options of that file system, which many readers and writers take."""
        return dict(getattr(self._base_path, "storage_options", {}))

    def unlink(self, path: Any) -> None:
        """Remove the file or object at *path*."""
        path.unlink()

    def path_exists(self, path: Any) -> bool:
        """Return whether there is something at *path*."""
        return bool(path.exists())

    def make_directory(self, path: Any) -> None:
        """Make the folder *path*; override where there are none."""
        path.mkdir(parents=True, exist_ok=True)

    def has_output(self, context: OutputContext) -> bool:
        """Return whether the value that *context* is about is there."""
        return self.path_exists(self._get_path(context))

    def make_safe_partition_path(self, base_path: Any, partition: str) -> Any:
        """Return the path of *partition*, which never leaves the folder *base_path*."""
        return partition_path(base_path, partition)

    def get_path_for_partition(self, context: Context, path: Any, partition: str) -> Any:  # noqa: ARG002 - for who overrides it
        """Return the path of *partition*, without extension, in the folder *path* of its asset."""
        return self.make_safe_partition_path(path, partition)

    def get_asset_relative_path(self, context: Context) -> Any:
        """Return where an asset's values lie, relative to the base path, without extension."""
        return _upath(*context.asset_key.path)

    def get_op_output_relative_path(self, context: Context) -> Any:
        """Return where the output of an op lies, relative to the base path, without extension."""
        return _upath(*context.get_identifier())

    def get_loading_input_log_message(self, path: Any) -> str:
        """Return what is logged when a value is loaded."""
        return f"Loading file from: {path} using {type(self).__name__}..."

    def get_writing_output_log_message(self, path: Any) -> str:
        """Return what is logged when a value is stored."""
        return f"Writing file at: {path} using {type(self).__name__}..."

    def get_loading_input_partition_log_message(self, path: Any, partition_key: str) -> str:
        """Return what is logged when the value of a partition is loaded."""
        return f"Loading partition {partition_key} from {path} using {type(self).__name__}..."

    def get_missing_partition_log_message(self, partition_key: str) -> str:
        """Return what is logged when a partition that was never made is left out."""
        return (
            f"Couldn't load partition {partition_key} and skipped it because the input metadata "
            "includes allow_missing_partitions=True"
        )

    def handle_output(self, context: OutputContext, obj: Any) -> None:
        """Store *obj*, and tell where.

        Raises:
            CheckError: It is of several partitions, which have no file together.
        """
        if context.has_asset_partitions:
            paths = list(self._get_paths_for_partitions(context).values())
            if len(paths) != 1:
                raise CheckError(
                    f"The IO manager {type(self).__name__} does not support persisting an output "
                    f"of {len(paths)} partitions at once ({context.asset_key.to_user_string()}). "
                    "Run each partition on its own, give the asset an IO manager that can, or "
                    "annotate its function with -> None and store inside."
                )
            (path,) = paths
            # An asset that had no partitions before left a file where the folder has to be.
            if path.parent.is_file():
                context.log.warning("Removing %s: its asset is partitioned now.", path.parent)
                self.unlink(path.parent)
        else:
            path = self._get_path(context)
        self.make_directory(path.parent)
        context.log.debug(self.get_writing_output_log_message(path))
        self.dump_to_path(context=context, obj=obj, path=path)
        told = {"path": MetadataValue.path(str(path))} if obj is not None else {}
        context.add_output_metadata({**told, **self.get_metadata(context=context, obj=obj)})

    def load_input(self, context: InputContext) -> Any:
        """Return the value; a dict by partition key for several partitions.

        Raises:
            FileNotFoundError: It was never stored here.
        """
        if not context.has_asset_key or not context.has_asset_partitions:
            path = self._get_path(context)
            context.log.debug(self.get_loading_input_log_message(path))
            loaded = self.load_from_path(context=context, path=path)
            return _run(loaded) if inspect.iscoroutine(loaded) else loaded
        if not context.asset_partition_keys:
            return None
        if inspect.iscoroutinefunction(self.load_from_path):
            return self.load_partitions_async(context)
        return self.load_partitions(context)

    def load_partitions(self, context: InputContext) -> Any:
        """Return the value of one partition, or of several by key.

        Override it together with `get_path_for_partition` where several lie in one place.
        """
        paths = self._get_paths_for_partitions(context)
        if len(paths) == 1:
            ((key, path),) = paths.items()
            return self._load_partition(context, key, path)
        found = {key: self._load_partition(context, key, path) for key, path in paths.items()}
        return {key: value for key, value in found.items() if value is not None}

    def load_partitions_async(self, context: InputContext) -> dict[str, Any]:
        """Return the values of the partitions by key, loaded at once.

        Raises:
            RuntimeError: Some cannot be loaded; each is logged.
        """
        paths = self._get_paths_for_partitions(context)
        skip = _skips_missing(context)

        async def load_all() -> Sequence[Any]:
            loads = (self.load_from_path(context=context, path=path) for path in paths.values())
            return await asyncio.gather(*loads, return_exceptions=True)

        found: dict[str, Any] = {}
        failed: list[BaseException] = []
        for key, result in zip(paths, _run(load_all()), strict=True):
            if isinstance(result, FileNotFoundError) and skip:
                context.log.warning(self.get_missing_partition_log_message(key))
            elif isinstance(result, BaseException):
                context.log.error(str(result))
                failed.append(result)
            elif result is not None:
                found[key] = result
        if failed:
            raise RuntimeError(f"{len(failed)} partitions could not be loaded") from failed[0]
        return found

    def _load_partition(self, context: InputContext, key: str, path: Any) -> Any:
        """Return the value of one partition, None where it may be missing and is."""
        context.log.debug(self.get_loading_input_partition_log_message(path, key))
        try:
            return self.load_from_path(context=context, path=path)
        except FileNotFoundError:
            if not _skips_missing(context):
                raise
            context.log.warning(self.get_missing_partition_log_message(key))
            return None

    def _with_extension(self, path: Any) -> Any:
        """Return *path* with the extension."""
        return path.with_suffix(path.suffix + self.extension) if self.extension else path

    def _get_path_without_extension(self, context: Context) -> Any:
        """Return the file, or the folder of partitions, of what *context* is about."""
        inside = (
            self.get_asset_relative_path(context)
            if context.has_asset_key
            else self.get_op_output_relative_path(context)
        )
        return self._base_path.joinpath(*relative_parts(inside))

    def _get_path(self, context: Context) -> Any:
        """Return the file of what *context* is about, which has no partitions."""
        return self._with_extension(self._get_path_without_extension(context))

    def _get_paths_for_partitions(self, context: Context) -> dict[str, Any]:
        """Return the file of each partition that *context* is about.

        Raises:
            TypeError: The asset is not partitioned.
        """
        if not context.has_asset_partitions:
            raise TypeError(f"{context.asset_key.to_user_string()} is not partitioned.")
        folder = self._get_path_without_extension(context)
        return {
            key: self._with_extension(
                self.get_path_for_partition(context, folder, key_in_path(key))
            )
            for key in context.asset_partition_keys
        }


def _skips_missing(context: InputContext) -> bool:
    """Return whether partitions that were never made are left out."""
    return bool(context.definition_metadata.get("allow_missing_partitions"))


def _upath(*parts: str | Path) -> Any:
    """Return a path of the working directory's file system."""
    from upath import UPath  # noqa: PLC0415 - with fsspec it loads much

    return UPath(*parts)


def _run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Return the result of *coroutine*, also where a loop runs already, as in a kernel."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
    results: list[Any] = []
    errors: list[BaseException] = []

    def run_apart() -> None:
        try:
            results.append(asyncio.run(coroutine))
        except BaseException as error:  # noqa: BLE001 - handed to who waits
            errors.append(error)

    thread = Thread(target=run_apart)
    thread.start()
    thread.join()
    if errors:
        raise errors[0]
    return results[0]
