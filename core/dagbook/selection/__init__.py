"""The selection language: syntax and meaning over a small graph protocol.

::

    text --parse--> Selection --resolve(graph)--> keys
                    Selection --to_text--> text, as Dagster prints it
    text, cursor --complete(graph)--> what could stand there
"""

from dagbook.selection.completion import complete, fragment_at
from dagbook.selection.parser import parse
from dagbook.selection.resolution import SelectableAttributes, SelectableGraph, resolve
from dagbook.selection.syntax import Selection, to_text

__all__ = [
    "SelectableAttributes",
    "SelectableGraph",
    "Selection",
    "complete",
    "fragment_at",
    "parse",
    "resolve",
    "to_text",
]
