"""Where in the notebook the assets stand that an error names."""

import re

from dagbook.authoring.live_definitions import LiveSnapshot
from dagbook.errors import (
    DagsterInvalidConfigError,
    DagsterInvalidDefinitionError,
    DagsterTypeCheckDidNotPass,
    UnknownAssetError,
)

_SHORT = 2
"""A name of so few letters may be a word of the message; it counts in quotes or as who it is of."""


def places_of(error: BaseException, live: LiveSnapshot) -> str:
    """Return which cells define the assets that *error* names, as sentences; "" for none.

    Args:
        error: What was raised. Only what is wrong with a definition, its config or its type is
            looked for; of names that nothing defines there is no cell.
        live: What is defined.
    """
    wrong = (DagsterInvalidDefinitionError, DagsterInvalidConfigError, DagsterTypeCheckDidNotPass)
    if not isinstance(error, wrong) or isinstance(error, UnknownAssetError):
        return ""
    message = str(error)
    cells: dict[str, list[str]] = {}
    for definition in live.assets:
        origin = live.origin_of(definition)
        names = [*(key.to_user_string() for key in definition.keys_in_order), definition.op_name]
        found = [name for name in dict.fromkeys(names) if _names(message, name)]
        if found and origin.label not in message:
            cells.setdefault(origin.label, []).append(found[0])
    return " ".join(
        f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} defined in {label}."
        for label, names in cells.items()
    )


def _names(message: str, name: str) -> bool:
    """Return whether *message* is about what is called *name*."""
    word = re.escape(name)
    if len(name) > _SHORT and re.search(rf"(?<![\w/.]){word}(?![\w/]|\.\w)", message):
        return True
    about = rf"['\"`]{word}['\"`]|^{word} |\b(?:asset|op|of) {word}\b|ops:{word}\b"
    return re.search(about, message) is not None
