"""Colours and type of the static picture, for a light and a dark page."""

from dataclasses import dataclass

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"
BORDERED = ("failed", "problem", "running")
"""States that want to be found at a glance colour the card's border too."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one scheme.

    Args:
        canvas: Behind everything.
        card: Behind a card's text.
        line: Borders of cards.
        edge: Lines between cards.
        group: Behind the cards of a group.
        text: Names.
        muted: What is read second: groups, kinds, the caption.
        chip: Behind a kind.
        track: Partitions without a value.
        some: Cells of a partition bar with part of their values.
        words: A readable text colour for each state.
        fills: A clear fill for each state of a partition bar's cell.
    """

    canvas: str
    card: str
    line: str
    edge: str
    group: str
    text: str
    muted: str
    chip: str
    track: str
    words: dict[str, str]
    fills: dict[str, str]


LIGHT = Palette(
    canvas="#f8f9fb",
    card="#ffffff",
    line="#d3d8e0",
    edge="#a4adba",
    group="#eef1f5",
    text="#1a1f29",
    muted="#5d6675",
    chip="#eff2f6",
    track="#dfe3ea",
    words={
        "never": "#5d6675",
        "fresh": "#18794e",
        "stale": "#8f5b00",
        "running": "#1d5fd1",
        "queued": "#5a5fb0",
        "failed": "#c22b2b",
        "partial": "#0b7285",
        "problem": "#b23c0a",
    },
    fills={
        "some": "#a3d9bf",
        "fresh": "#30a46c",
        "stale": "#e2a336",
        "failed": "#d94848",
        "running": "#3b82f6",
    },
)
DARK = Palette(
    canvas="#14171c",
    card="#1f242c",
    line="#3a414d",
    edge="#646e7e",
    group="#1a1e25",
    text="#e8ebf0",
    muted="#9ba5b4",
    chip="#2b313b",
    track="#3a424f",
    words={
        "never": "#9ba5b4",
        "fresh": "#4cc38a",
        "stale": "#eab04a",
        "running": "#7db1ff",
        "queued": "#a9aef5",
        "failed": "#ff8583",
        "partial": "#58c5d6",
        "problem": "#ff9d66",
    },
    fills={
        "some": "#2a6a4b",
        "fresh": "#3fae76",
        "stale": "#dda13c",
        "failed": "#ec5f5f",
        "running": "#5b9bff",
    },
)


def style_sheet() -> str:
    """Return the picture's CSS: the light scheme, and the dark one where the reader asks for it.

    Plain rules without variables: not every program that draws SVG knows these.
    """
    return (
        f"text{{font-family:{FONT};dominant-baseline:alphabetic}}"
        ".name{font-size:13px;font-weight:600}.path{font-weight:400}"
        ".words{font-size:11px}.chip{font-size:10px}"
        ".label{font-size:11px;font-weight:600;letter-spacing:.02em}.caption{font-size:11px}"
        f"{_scheme(LIGHT)}@media (prefers-color-scheme:dark){{{_scheme(DARK)}}}"
    )


def _scheme(palette: Palette) -> str:
    rules = [
        f".canvas{{fill:{palette.canvas}}}",
        f".group{{fill:{palette.group}}}",
        f".card{{fill:{palette.card};stroke:{palette.line}}}",
        f".edge{{fill:none;stroke:{palette.edge};stroke-width:1.3}}.tip{{fill:{palette.edge}}}",
        f".name{{fill:{palette.text}}}",
        f".path,.label,.caption,.chip{{fill:{palette.muted}}}",
        f".pill{{fill:{palette.chip}}}",
        f".track{{fill:{palette.track}}}",
        *(f".s-{state}{{color:{c};fill:{c}}}" for state, c in palette.words.items()),
        *(f".f-{state}{{fill:{c}}}" for state, c in palette.fills.items()),
        *(f".b-{state}{{stroke:{palette.words[state]}}}" for state in BORDERED),
    ]
    return "".join(rules)
