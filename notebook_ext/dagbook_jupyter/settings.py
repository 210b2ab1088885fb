"""``%config Dagbook``: the settings as IPython's users know them.

::

    defaults < [tool.dagbook] of pyproject.toml < c.Dagbook of ipython_config.py < %config Dagbook
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from IPython.core.error import UsageError
from traitlets import Bool, Float, Int, TraitError
from traitlets.config import Configurable

from dagbook.errors import DagsterError, DagsterInvalidConfigError, did_you_mean
from dagbook.foundation.names import similar
from dagbook.session.session import Session
from dagbook.session.settings import (
    DEFAULTS,
    help_of,
    names,
    project_file,
    project_settings,
    with_setting,
)

_TRAITS: Mapping[type, Any] = {bool: Bool, int: Int, float: Float}


def _one_line(kind: Any) -> Any:
    """Return the trait *kind*, which says in one line what does not fit."""

    def validate(self: Any, obj: Any, value: Any) -> Any:
        try:
            with_setting(DEFAULTS, self.name, value)
            return kind.validate(self, obj, value)
        except (DagsterError, TraitError) as error:
            raise UsageError(f"%config Dagbook: {error}") from None

    return type(kind.__name__, (kind,), {"validate": validate})


def _trait(name: str) -> Any:
    """Return the trait of the setting *name*."""
    default = getattr(DEFAULTS, name)
    kind = _one_line(_TRAITS[type(default)])
    return kind(default, help=help_of(name)).tag(config=True)


def _update_config(self: Any, config: Any) -> None:
    """Take what ``%config`` sets; IPython itself only warns of a name that there is not."""
    for name in config.get("Dagbook", {}):
        if name not in names():
            meant = did_you_mean(similar(name, names()))
            raise UsageError(
                f"%config Dagbook: there is no setting {name}.{meant} %config Dagbook lists all."
            )
    Configurable.update_config(self, config)


Dagbook: Any = type(
    "Dagbook",
    (Configurable,),
    {
        "__doc__": "How dagbook behaves in this kernel.",
        "__module__": __name__,
        "update_config": _update_config,
        **{name: _trait(name) for name in names()},
    },
)
"""What ``%config Dagbook.verbose = True`` sets."""


def attach(
    shell: Any, session: Session, folder: Path, say: Callable[[str], None]
) -> Callable[[], None]:
    """Hang the settings onto *shell*, with what the project and IPython's config say.

    Args:
        shell: IPython's shell.
        session: What behaves as the settings say.
        folder: Where the notebook is; the project's pyproject.toml is there or above.
        say: Told in a line what of the project's settings cannot be used.

    Returns:
        What takes it back.
    """
    project = _project(folder, say)
    own = dict(shell.config.get("Dagbook", {}))
    given = {name: value for name, value in project.items() if name not in own}
    settings = Dagbook(parent=shell, **given)

    def apply(_change: object = None) -> None:
        told = DEFAULTS
        for name in names():
            told = with_setting(told, name, getattr(settings, name))
        session.configure(told)

    apply()
    settings.observe(apply, names=list(names()))
    shell.configurables.append(settings)

    def undo() -> None:
        settings.unobserve_all()
        shell.configurables.remove(settings)
        # What %config sets, IPython keeps in the shell's own config too.
        shell.config.pop("Dagbook", None)
        if own:
            shell.config.Dagbook.update(own)

    return undo


def settings_line(session: Session) -> str:
    """Return the settings that are not the default, in a line; "" without any.

    >>> from types import SimpleNamespace
    >>> settings_line(SimpleNamespace(settings=with_setting(DEFAULTS, "keep_versions", 5)))
    'keep_versions = 5'
    """
    told = {name: getattr(session.settings, name) for name in names()}
    changed = {name: value for name, value in told.items() if value != getattr(DEFAULTS, name)}
    return ", ".join(f"{name} = {value}" for name, value in changed.items())


def _project(folder: Path, say: Callable[[str], None]) -> Mapping[str, Any]:
    """Return what the project sets; what cannot be used is said, and nothing is set."""
    path = project_file(folder)
    if path is None:
        return {}
    try:
        return project_settings(path)
    except DagsterInvalidConfigError as error:
        say(f"{error} The settings of the project are left out.")
        return {}
