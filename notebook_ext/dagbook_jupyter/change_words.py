"""What a cell's run changed, in one line; and a line for each problem that it brought. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dagbook.authoring.assets_definition import AssetsDefinition
from dagbook.authoring.live_definitions import LiveChange, LiveSnapshot
from dagbook.errors import CyclicAssetsError, UnknownInputAssetError, did_you_mean
from dagbook.model.asset_key import AssetKey
from dagbook.model.checks import AssetCheckKey
from dagbook.versions.nodes import NOT_DEFINED
from dagbook.view.graph_view import StatusBadge
from dagbook_jupyter.partition_changes import partition_change

MOST_NAMES = 6
"""A line names so many assets and counts the rest."""

MOST_RISKS = 3
"""So many risks are said when a cell defines assets."""

TYPED = "In["
"""What the id of a cell begins with where the front end has none: a terminal, some editors."""

Problems = Mapping[AssetKey, Exception]


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand at one moment.

    Args:
        live: What is defined.
        badges: The status of every asset, by key as text.
        problems: Why assets cannot run as they are defined.
    """

    live: LiveSnapshot
    badges: Mapping[str, StatusBadge]
    problems: Problems


def change_lines(change: LiveChange, before: Standing, after: Standing) -> tuple[str, ...]:
    """Return one line for what changed, if anything did, and one for each new problem."""
    moved: dict[str, list[AssetKey]] = {}
    again = list(change.replaced)
    for key, label in change.moved:
        if _is_typed(key, before) and _is_typed(key, after):
            again.append(key)
        else:
            moved.setdefault(label, []).append(key)
    parts = [
        f"{names(change.added)} defined" if change.added else "",
        _replaced(again, before, after.live),
        *(f"{names(keys)} moved here from {label}" for label, keys in moved.items()),
        f"{names(change.removed)} removed" if change.removed else "",
        _checks(change),
        *(
            f"resource {key} is now bound here, no longer in {label}"
            for key, label in change.rebound
        ),
        _stale(change, before.badges, after.badges),
    ]
    line = "; ".join(part for part in parts if part)
    return (*((line,) if line else ()), *_problem_lines(before, after))


def _is_typed(key: AssetKey, standing: Standing) -> bool:
    """Return whether *key* is defined by what was entered where cells have no ids.

    There each execution is a cell of its own, and to enter an asset again is to rerun its cell.
    """
    origin = standing.live.origins.get(key)
    return origin is not None and origin.cell_id.startswith(TYPED)


def stale_line(
    reasons: Mapping[str, Sequence[AssetKey]], downstream: Sequence[AssetKey], cell: str
) -> str:
    """Return the line about what a cell made stale that defines none of it; "" of nothing.

    Args:
        reasons: The assets by the reason that lies in them.
        downstream: Those that are stale because of these.
        cell: The cell; its name is not said.

    >>> stale_line({"`clean()` changed in cell 7": [AssetKey("a"), AssetKey("b")]}, [], "cell 7")
    '`clean()` changed: a, b are stale'
    """
    parts = [
        f"{_here(reason, cell)}: {names(keys)} {'is' if len(keys) == 1 else 'are'} stale"
        for reason, keys in reasons.items()
    ]
    if downstream:
        parts.append(f"{len(downstream)} downstream")
    return "; ".join(parts)


def risk_lines(risks: Mapping[AssetKey, Sequence[str]]) -> tuple[str, ...]:
    """Return a line for each thing that assets depend on and that is not tracked.

    >>> risk_lines({AssetKey("a"): ["f reads x: the clock"], AssetKey("b"): []})
    ('a: f reads x: the clock.',)
    """
    readers: dict[str, list[AssetKey]] = {}
    for key, said in risks.items():
        for risk in said:
            # Of what is not defined yet a run says it by itself.
            if not risk.endswith(NOT_DEFINED):
                readers.setdefault(risk, []).append(key)
    lines = [f"{names(keys)}: {risk}." for risk, keys in readers.items()]
    more = len(lines) - MOST_RISKS
    rest = (f"{more} more such risks; %why NAME lists those of an asset.",) if more > 0 else ()
    return (*lines[:MOST_RISKS], *rest)


def _here(reason: str, cell: str) -> str:
    """Return *reason* without the place, where that is *cell*."""
    return reason.removesuffix(f" in {cell}") if cell else reason


def _checks(change: LiveChange) -> str:
    """Return what changed of checks that are made alone or with their asset; "" of nothing."""
    own = {*change.added, *change.replaced, *(key for key, _ in change.moved)}
    checked = [key for key in change.checked if key.asset_key not in own]
    gone = [key for key in change.unchecked if key.asset_key not in {*own, *change.removed}]
    parts = [
        f"check{'' if len(keys) == 1 else 's'} {names(keys)} {word}"
        for keys, word in ((checked, "defined"), (gone, "removed"))
        if keys
    ]
    return "; ".join(parts)


def names(keys: Sequence[AssetKey | AssetCheckKey]) -> str:
    """Return *keys* as text, the first few by name.

    >>> names([AssetKey("a"), AssetKey("b")]), names([AssetKey(str(n)) for n in range(9)])
    ('a, b', '0, 1, 2, 3, 4, 5 and 3 more')
    """
    texts = [key.to_user_string() for key in keys]
    if len(texts) <= MOST_NAMES + 1:
        return ", ".join(texts)
    return f"{', '.join(texts[:MOST_NAMES])} and {len(texts) - MOST_NAMES} more"


def foreign_line(imports: Sequence[str], classes: Sequence[str]) -> str:
    """Return the line about objects of real Dagster's, which dagbook does not see.

    Args:
        imports: The cell's imports from Dagster, as it should write them.
        classes: The names of the classes of what it bound.
    """
    what = f"{classes[0]} of real dagster" if classes else "What is imported from real dagster"
    write = imports[0] if imports else "from dagbook import ..."
    return f"{what} is not seen by dagbook. Write `{write}` and run this cell again."


def _replaced(keys: Sequence[AssetKey], before: Standing, after: LiveSnapshot) -> str:
    """Return which keys are redefined, each with what its definition says otherwise."""
    if not keys:
        return ""
    old, new = _by_key(before.live, keys), _by_key(after, keys)
    noted = [
        (key, _differences(old[key], new[key], before.badges.get(key.to_user_string())))
        for key in keys
        if key in old
    ]
    changed = [f"{key.to_user_string()} redefined ({said})" for key, said in noted if said]
    same = [key for key, said in noted if not said]
    return "; ".join([*changed, *([f"{names(same)} redefined"] if same else [])])


def _differences(old: AssetsDefinition, new: AssetsDefinition, badge: StatusBadge | None) -> str:
    """Return in what dependencies and partitions of *new* differ from those of *old*.

    Args:
        old: The definition before.
        new: The definition now.
        badge: How the asset stood before, or None.
    """
    reads = [key for key in new.upstream_mappings if key not in old.upstream_mappings]
    leaves = [key for key in old.upstream_mappings if key not in new.upstream_mappings]
    said = [
        f"now reads {names(reads)}" if reads else "",
        f"no longer reads {names(leaves)}" if leaves else "",
        partition_change(old.partitions_def, new.partitions_def, badge),
    ]
    return ", ".join(each for each in said if each)


def _by_key(live: LiveSnapshot, keys: Sequence[AssetKey]) -> dict[AssetKey, AssetsDefinition]:
    """Return the definition of each of *keys*, where there is one."""
    asked = frozenset(keys)
    return {
        key: each
        for each in live.assets
        if not asked.isdisjoint(each.keys_in_order)
        for key in each.keys_in_order
    }


def _stale(
    change: LiveChange, before: Mapping[str, StatusBadge], after: Mapping[str, StatusBadge]
) -> str:
    """Return what became stale and what became fresh again."""
    mine = {key.to_user_string() for key in (*change.added, *change.replaced)}
    mine |= {key.to_user_string() for key, _ in change.moved}
    # What did not change is mostly the same object.
    other = [
        (key, badge, was) for key, badge in after.items() if (was := before.get(key)) is not badge
    ]
    stale = [key for key, badge, was in other if _is_stale(badge) and not _is_stale(was)]
    fresh = [key for key, badge, was in other if _is_stale(was) and not _is_stale(badge)]
    own = [key for key in stale if key in mine]
    others = len(stale) - len(own)
    parts: list[str] = []
    if own:
        reasons = after[own[0]].reasons
        why = f" ({reasons[0]})" if len(own) == 1 and reasons else ""
        parts.append(f"{', '.join(own[:MOST_NAMES])} now stale{why}")
    if others:
        parts.append(f"{others} downstream stale")
    if fresh:
        again = [key for key in fresh if key in mine] or fresh
        parts.append(f"{', '.join(again[:MOST_NAMES])} fresh again")
    return "; ".join(parts)


def _is_stale(badge: StatusBadge | None) -> bool:
    """Return whether anything is stale of an asset that has *badge*; None of one that is new."""
    return badge is not None and (badge.state == "stale" or bool(badge.stale))


def _problem_lines(before: Standing, after: Standing) -> tuple[str, ...]:
    """Return a line for each problem that was not there before."""
    said = {str(problem) for problem in before.problems.values()}
    lines = {
        str(problem): _problem_line(problem, after.live)
        for problem in after.problems.values()
        if str(problem) not in said
    }
    return tuple(lines.values())


def _problem_line(problem: Exception, live: LiveSnapshot) -> str:
    """Return *problem* with the cells that define what it names."""
    if isinstance(problem, UnknownInputAssetError):
        near = [_placed(each, live) for each in problem.suggestions]
        return (
            f"{problem.asset_key} takes {problem.input_key}, which no cell defines."
            f"{did_you_mean(near)}"
        )
    if isinstance(problem, CyclicAssetsError):
        places = ", ".join(_placed(each, live) for each in problem.path[:-1])
        return f"{problem} They are: {places}."
    return str(problem)


def _placed(text: str, live: LiveSnapshot) -> str:
    """Return a key with the cell that defines it."""
    origin = live.origins.get(AssetKey.from_user_string(text))
    return f"{text} ({origin.label})" if origin else text
