"""The selection that a magic's words are; one that selects nothing is a mistake."""

import re
from collections.abc import Sequence

from IPython.core.error import UsageError

from dagbook.errors import DagsterError, did_you_mean
from dagbook.foundation.names import similar
from dagbook.model.asset_key import AssetKey
from dagbook.selection.completion import complete
from dagbook.selection.resolution import SelectableGraph
from dagbook.status.partition_requests import single_key
from dagbook_jupyter.notebook import Notebook

MOST_NAMES = 6
_FILTER = re.compile(r'\b(group|kind|owner|tag)\s*:\s*(?:"([^"]*)"|([^\s"(),=]+))')


def selection_of(notebook: Notebook, words: Sequence[str]) -> str | None:
    """Return the selection that *words* are, or None without any.

    Raises:
        UsageError: No asset is selected; which of its words nothing has.
    """
    selection = " ".join(words)
    if not selection:
        return None
    graph = notebook.session.graph()
    try:
        chosen = graph.select(selection)
    except DagsterError:
        # It may name what is only stored; the session knows, and says what is wrong.
        return selection
    if not chosen:
        raise UsageError(nothing_selected(selection, graph.selectable))
    return selection


def partition_of(notebook: Notebook, name: str | None, text: str | None) -> str | None:
    """Return the partition of the asset *name* that ``--partition`` means, also by dimension.

    Raises:
        DagsterError: Several are meant, or there is no such key of a dimension.
    """
    if name is None or text is None:
        return text
    node = notebook.session.graph().nodes.get(AssetKey.from_user_string(name))
    if node is None or node.partitions_def is None:
        return text
    with notebook.session.partitions_now():
        return single_key(text, node.partitions_def)


def nothing_selected(selection: str, graph: SelectableGraph) -> str:
    """Return why *selection* selects nothing, with what was perhaps meant."""
    for found in _FILTER.finditer(selection):
        name, value = found[1], found[2] or found[3]
        known = [each.strip('"') for each in complete(f"{name}:", len(name) + 1, graph)]
        if "*" in value or value in known:
            continue
        meant = did_you_mean(similar(value, known))
        some = f" Known: {_some(known)}." if known else ""
        return f"No asset has the {name} {value}.{meant or some}"
    return f"No asset is selected by {selection}."


def _some(names: Sequence[str]) -> str:
    """Return the first of *names*, and how many more there are."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
