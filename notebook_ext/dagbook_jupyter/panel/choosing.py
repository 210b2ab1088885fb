"""What a person types to choose assets: which they are, and how the text could go on."""

from dagbook.errors import DagsterInvalidSubsetError, SelectionSyntaxError
from dagbook.selection.completion import complete, fragment_at
from dagbook.session.session import Session
from dagbook_jupyter.panel.graph_messages import Choose, Chosen

_MOST_ITEMS = 8


def chosen(session: Session, wish: Choose) -> Chosen:
    """Return the assets that the text of *wish* chooses, and what could replace its last word.

    Args:
        session: Whose assets.
        wish: What stands in the filter, and where the cursor is.
    """
    graph = session.graph()
    selectable = graph.selectable
    items = tuple(complete(wish.text, wish.cursor, selectable)[:_MOST_ITEMS])
    fragment = fragment_at(wish.text, wish.cursor)
    try:
        keys = graph.select(wish.text)
    except SelectionSyntaxError as error:
        problem = f"{error.problem}, at character {error.position + 1}"
        return Chosen(wish.text, None, problem, items, fragment)
    except DagsterInvalidSubsetError as error:
        return Chosen(wish.text, None, str(error), items, fragment)
    return Chosen(wish.text, tuple(key.to_user_string() for key in keys), "", items, fragment)
