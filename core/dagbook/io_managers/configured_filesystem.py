"""`FilesystemIOManager` and `fs_io_manager`: pickles in a folder that config names."""

from typing import Any

from pydantic import Field

from dagbook.authoring.config_schema_types import Field as ConfigField
from dagbook.authoring.configurable import ConfigurableIOManagerFactory
from dagbook.authoring.io_manager_definition import io_manager
from dagbook.authoring.resources import InitResourceContext
from dagbook.io_managers.filesystem import PickledObjectFilesystemIOManager


class FilesystemIOManager(ConfigurableIOManagerFactory):
    """Stores values as pickles under one folder, in Dagster's layout and with Dagster's bytes.

    Args:
        base_dir: The folder; by default the one of the instance.

    Example:
        >>> FilesystemIOManager(base_dir="/tmp/values").base_dir
        '/tmp/values'
    """

    base_dir: str | None = Field(default=None, description="Base directory for storing files.")

    def create_io_manager(self, context: InitResourceContext) -> PickledObjectFilesystemIOManager:
        """Return what stores and loads."""
        return _manager(self.base_dir, context)


@io_manager(
    config_schema={"base_dir": ConfigField(str, is_required=False)},
    description="Stores and loads values as pickles.",
)
def fs_io_manager(init_context: InitResourceContext) -> PickledObjectFilesystemIOManager:
    """Stores values as pickles under the folder ``base_dir``, by default the instance's."""
    return _manager((init_context.resource_config or {}).get("base_dir"), init_context)


def _manager(base_dir: Any, context: InitResourceContext) -> PickledObjectFilesystemIOManager:
    """Return the IO manager of *base_dir*, or of the instance's folder."""
    return PickledObjectFilesystemIOManager(base_dir or context.instance.storage_directory)
