"""Where cards, groups and edges go: Graphviz's answer as px with y pointing down."""

import json
import re
import subprocess
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Any

from dagbook.view.dot import Direction, edges, engines, groups, to_dot
from dagbook.view.graph_view import GraphView
from dagbook.view.metrics import px

PAD = 12
"""Free px around the drawing, so that no border or arrowhead is cut off."""

_CACHE_SIZE = 16
_CURVE = 3


@dataclass(frozen=True, slots=True)
class NodeBox:
    """The card of the asset *key*; *x*, *y* is its upper left corner."""

    key: str
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class EdgePath:
    """The line from the card *source* to the card *target*, as SVG path data without arrowhead."""

    source: str
    target: str
    path: str


@dataclass(frozen=True, slots=True)
class GroupBox:
    """The box around the cards of the group *name*; its upper 20 px are free for the name."""

    name: str
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The geometry of a graph in px; cards come in the order of their `GraphView`."""

    width: float
    height: float
    nodes: tuple[NodeBox, ...]
    edges: tuple[EdgePath, ...]
    groups: tuple[GroupBox, ...]


def layout(
    view: GraphView, *, direction: Direction = "LR", timeout_seconds: float = 30
) -> Layout | None:
    """Return where to draw *view*, or None when no Graphviz engine can tell.

    Args:
        view: The graph.
        direction: "LR" draws upstream to the left, "TB" at the top.
        timeout_seconds: How long one engine may take.

    Returns:
        The geometry, the same for the same graph; without an engine, None: show `to_text`.
    """
    if not view.cards:
        return Layout(0, 0, (), (), ())
    dot = to_dot(view, direction=direction)
    for engine in engines():
        answer = _answers.get((engine, dot)) or _run(engine, dot, timeout_seconds)
        if answer is not None:
            _answers.put((engine, dot), answer)
            return _read(view, answer)
    return None


class _Answers:
    """The latest answers of engines; panels of several threads may ask at once."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], dict[str, Any]] = OrderedDict()

    def get(self, question: tuple[str, str]) -> dict[str, Any] | None:
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
            return self._kept.get(question)

    def put(self, question: tuple[str, str], answer: dict[str, Any]) -> None:
        with self._lock:
            self._kept[question] = answer
            self._kept.move_to_end(question)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)


_answers = _Answers(_CACHE_SIZE)


def _run(engine: str, dot: str, timeout_seconds: float) -> dict[str, Any] | None:
    """Return what *engine* makes of *dot*, or None if it fails, hangs or says nothing."""
    try:
        done = subprocess.run(  # noqa: S603 - the user's own executable, no shell, DOT on stdin
            [engine, "-Kdot", "-Tjson0"],
            input=dot.encode(),
            capture_output=True,
            timeout=timeout_seconds,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        # An empty answer can come with code 0, a partial one with code 1.
        answer = json.loads(done.stdout) if done.returncode == 0 and done.stdout else None
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None
    return answer if isinstance(answer, dict) and "bb" in answer else None


@dataclass(frozen=True, slots=True)
class _Page:
    """Graphviz's coordinates (points, y up, some origin) to ours."""

    left: float
    top: float

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return *x*, *y* in px from the upper left corner, with one decimal."""
        # Adding zero turns -0.0 into 0.0.
        return round(x - self.left + PAD, 1) + 0.0, round(self.top - y + PAD, 1) + 0.0


def _read(view: GraphView, answer: dict[str, Any]) -> Layout:
    left, bottom, right, top = _numbers(answer["bb"])
    page = _Page(left, top)
    objects = {thing["name"]: thing for thing in answer.get("objects", ())}
    names = {thing["_gvid"]: thing["name"] for thing in objects.values()}
    lines = {
        (names[edge["tail"]], names[edge["head"]]): edge.get("pos", "")
        for edge in answer.get("edges", ())
    }
    return Layout(
        width=round(right - left + 2 * PAD, 1),
        height=round(top - bottom + 2 * PAD, 1),
        nodes=tuple(
            _node(card.key, objects[f"n{place}"], page) for place, card in enumerate(view.cards)
        ),
        edges=tuple(
            EdgePath(view.cards[s].key, view.cards[t].key, _path(lines[f"n{s}", f"n{t}"], page))
            for s, t in edges(view)
        ),
        groups=tuple(
            _group(name, objects[f"cluster_{number}"]["bb"], page)
            for number, name in enumerate(groups(view))
        ),
    )


def _node(key: str, thing: dict[str, Any], page: _Page) -> NodeBox:
    x, y = _numbers(thing["pos"])
    width, height = (round(float(thing[side]) * 72) for side in ("width", "height"))
    left, top = page.point(x - width / 2, y + height / 2)
    return NodeBox(key, left, top, width, height)


def _group(name: str, box: str, page: _Page) -> GroupBox:
    left, bottom, right, top = _numbers(box)
    x, y = page.point(left, top)
    return GroupBox(name, x, y, round(right - left, 1), round(top - bottom, 1))


def _path(pos: str, page: _Page) -> str:
    """Return Graphviz's *pos* (``x,y`` then three points a curve; ``;`` parts it) as path data."""
    return " ".join(_curves(part, page) for part in pos.split(";") if part.strip())


def _curves(part: str, page: _Page) -> str:
    points = [page.point(*_numbers(p)) for p in part.split() if not p.startswith(("e,", "s,"))]
    start, rest = points[0], points[1:]
    curves = (rest[i : i + _CURVE] for i in range(0, len(rest), _CURVE))
    return f"M{_pair(start)}" + "".join(f"C{' '.join(map(_pair, curve))}" for curve in curves)


def _pair(point: tuple[float, float]) -> str:
    return f"{px(point[0])},{px(point[1])}"


def _numbers(text: str) -> list[float]:
    # A line is folded with a backslash in some versions' long positions.
    return [float(number) for number in re.sub(r"\\\s*", "", text).split(",")]
