"""`NotYet`: a class of Dagster's that does not have all of its members yet says so by name."""

from typing import Any


class NotYet:
    """Mixin: asking for a member that is not there names it in the error.

    Example:
        >>> class Run(NotYet):
        ...     run_id = "1"
        >>> Run().parent_run_id
        Traceback (most recent call last):
        AttributeError: Run.parent_run_id is not in dagbook yet.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        # Copying, pickling and displays ask for private names, and expect nothing.
        if name.startswith("_"):
            raise AttributeError(name)
        sentence = f"{type(self).__name__}.{name} is not in dagbook yet."
        raise AttributeError(sentence, name=name, obj=self)
