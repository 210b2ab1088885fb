"""`IAttachDifferentObjectToOpContext`: a resource that contexts show as another object."""

from typing import Any, ClassVar


class IAttachDifferentObjectToOpContext:
    """Mixin of a resource class: ``context.resources`` has what it names, parameters have itself.

    Example:
        >>> class Text(IAttachDifferentObjectToOpContext):
        ...     def get_object_to_set_on_execution_context(self):
        ...         return "text"
        >>> Text().get_object_to_set_on_execution_context()
        'text'
    """

    __dagbook_attaches__: ClassVar[bool] = True

    def get_object_to_set_on_execution_context(self) -> Any:
        """Return what ``context.resources`` has in place of the resource."""
        raise NotImplementedError
