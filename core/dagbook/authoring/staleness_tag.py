"""How an asset says by what it is judged to be out of date: a tag that Dagster leaves alone."""

from collections.abc import Mapping
from typing import Literal, cast, get_args

from dagbook.errors import DagsterInvalidDefinitionError

STALENESS_TAG = "dagbook/staleness"
"""``tags={"dagbook/staleness": "manual"}``; in Dagster a tag like any other."""

Judged = Literal["auto", "manual", "always", "never"]
"""By code and inputs; by the ``code_version`` and inputs; always stale; never stale."""

WAYS: tuple[Judged, ...] = get_args(Judged)


def judged_by(tags: Mapping[str, str]) -> Judged:
    """Return what *tags* say, "auto" when nothing.

    >>> judged_by({"dagbook/staleness": "never"}), judged_by({})
    ('never', 'auto')
    """
    return cast(Judged, tags.get(STALENESS_TAG, "auto"))


def check_staleness(tags: Mapping[str, str]) -> None:
    """Refuse a way of judging that does not exist.

    Raises:
        DagsterInvalidDefinitionError: The tag says something else.
    """
    said = tags.get(STALENESS_TAG)
    if said is not None and said not in WAYS:
        raise DagsterInvalidDefinitionError(
            f"The tag {STALENESS_TAG} is {said!r}. It is one of {', '.join(WAYS)}: by code and "
            "inputs, by code_version and inputs, always stale, never stale."
        )
