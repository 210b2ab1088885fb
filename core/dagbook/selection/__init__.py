"""The selection language: syntax and meaning over a small graph protocol.

::

    text --parse--> Selection --resolve(graph)--> keys
                    Selection --to_text--> text, as Dagster prints it
    text, cursor --complete(graph)--> what could stand there
"""

from dagbook.foundation.lazy import lazy_exports

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

__getattr__ = lazy_exports(
    __name__,
    {
        "completion": ("complete", "fragment_at"),
        "parser": ("parse",),
        "resolution": ("SelectableAttributes", "SelectableGraph", "resolve"),
        "syntax": ("Selection", "to_text"),
    },
)
