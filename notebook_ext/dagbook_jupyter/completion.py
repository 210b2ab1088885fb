"""What could stand at the cursor in a line with one of dagbook's magics."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from IPython.core.completer import CompletionContext, SimpleCompletion, context_matcher

from dagbook.authoring.run_config import RunConfig
from dagbook.partitions.clock import partition_loading_context
from dagbook.partitions.definition import PartitionsDefinition
from dagbook.selection.completion import complete, fragment_at
from dagbook.session.runs import short_id
from dagbook_jupyter.magics.about import ACTIONS
from dagbook_jupyter.magics.arguments import Magic
from dagbook_jupyter.magics.expressions import CONFIG_FILES
from dagbook_jupyter.magics.partition_spec import SCHEDULES
from dagbook_jupyter.notebook import Notebook
from dagbook_jupyter.partition_completion import partition_texts

MOST_RUNS = 20

_LINE = re.compile(r"^\s*(?:[\w.,\s]+=\s*)?(%{1,2})(\w+)(\s.*)$", re.DOTALL)
_OPTION = re.compile(r"""(?:^|\s)(--[\w-]+)(?:\s+|=)(\S*|"[^"]*|'[^']*)$""")
_PYTHON = re.compile(r"--define[\s=]+\S+\s|--run-config[\s=]+{[^}]*$")
"""What Python follows, which is IPython's own to complete."""
_ITSELF = re.compile(r"(?:^|\s)(-[\w-]*)$")
_SELECTING = frozenset(
    {"materialize", "plan", "assets", "lineage", "wipe", "undo", "accept", "prune"}
)
_NAMING = frozenset({"asset_check", "load_asset", "why", "history", "debug_asset", "logs"})

Found = tuple[str, Sequence[str], str]
"""The text to replace, what could stand there, and what kind of thing that is."""


def completions(notebook: Notebook, magics: Sequence[Magic], before: str) -> Found | None:
    """Return what could stand at the end of *before*, or None when no magic is there.

    Args:
        notebook: Where assets are taken from.
        magics: The magics.
        before: The line up to the cursor.
    """
    match = _LINE.match(before)
    if match is None:
        return None
    found = [each for each in magics if each.name == match[2]]
    if not found or found[0].is_cell != (match[1] == "%%"):
        return None
    magic, text = found[0], match[3]
    option = _OPTION.search(text)
    if option is not None and option[1] in magic.options and _takes_value(magic, option[1]):
        return _value(notebook, magic, option[1], option[2], text[: option.start()])
    if _PYTHON.search(text):
        return None
    itself = _ITSELF.search(text)
    if itself is not None:
        return itself[1], _starting(magic.options, itself[1]), "option"
    return _positional(notebook, magic, text.lstrip())


def new_matcher(notebook: Notebook, magics: Sequence[Magic]) -> Callable[..., Any]:
    """Return IPython's matcher for *magics*."""

    def matcher(context: CompletionContext) -> dict[str, Any]:
        before = context.line_with_cursor[: context.cursor_position]
        try:
            found = completions(notebook, magics, before)
        except Exception:  # noqa: BLE001 - half-typed text must never print a traceback
            found = None
        if found is None:
            return {"completions": []}
        fragment, texts, kind = found
        return {
            "completions": [SimpleCompletion(text, type=kind) for text in texts],
            "matched_fragment": fragment,
            "suppress": True,
            "ordered": True,
        }

    typed: Callable[..., Any] = context_matcher(identifier="dagbook")(matcher)
    return typed


def _takes_value(magic: Magic, option: str) -> bool:
    """Return whether a value follows *option*."""
    actions = magic.parser._option_string_actions  # noqa: SLF001 - argparse tells it nowhere else
    return actions[option].nargs != 0


def _value(notebook: Notebook, magic: Magic, option: str, start: str, head: str) -> Found:
    """Return the values of *option* that begin with *start*; *head* is what stands before it."""
    if magic.is_cell and option == "--partitions":
        named = [
            name
            for name, value in dict(notebook.shell.user_ns).items()
            if isinstance(value, PartitionsDefinition)
        ]
        return (
            start,
            _starting([*(f"{each}:" for each in SCHEDULES), "static:", *named], start),
            "value",
        )
    if option in {"--partition", "--partitions"}:
        named_def = _partitions_def(notebook, magic, head)
        with partition_loading_context(dynamic_partitions_store=notebook.session.instance):
            several = option == "--partitions"
            return *partition_texts(named_def, start, several=several), "partition"
    if option == "--run-config":
        named = _starting(_configs(notebook), start)
        return start, [*named, *paths(start, CONFIG_FILES)], "value"
    if option in _LISTS:
        _, _, tail = start.rpartition(",")
        kind = "asset" if option == "--deps" else "value"
        return tail, _starting(_LISTS[option](notebook), tail), kind
    known = _VALUES.get(option)
    texts = _choices(magic, option) if known is None else known(notebook)
    return start, _starting(texts, start), "value"


def _partitions_def(notebook: Notebook, magic: Magic, text: str) -> PartitionsDefinition | None:
    """Return the partitions of the first partitioned asset in *text*."""
    graph = notebook.session.graph()
    words = magic.parser.parse_known_args(text.split())[0]
    chosen = [words.name] if hasattr(words, "name") else words.selection
    for key in graph.select(" ".join(chosen)) if chosen else graph.order:
        partitions_def = graph.nodes[key].partitions_def
        if partitions_def is not None:
            return partitions_def
    return None


def _positional(notebook: Notebook, magic: Magic, text: str) -> Found | None:
    """Return what could stand at the end of *text*, the magic's arguments without options."""
    selectable = notebook.session.graph().selectable
    if magic.name in _SELECTING:
        text = re.sub(r"--\w[\w-]*", "", text)
        fragment = fragment_at(text, len(text))
        return fragment, complete(text, len(text), selectable), "asset"
    word = text.split(" ")[-1]
    if magic.name in _NAMING:
        return word, _starting(list(selectable.keys), word), "asset"
    if magic.name == "runs":
        return word, _starting(_run_ids(notebook), word), "run"
    if magic.name == "use":
        return word, _starting([each.name for each in notebook.session.sets.all()], word), "set"
    if magic.name == "dagbook":
        return _about(text, word, list(selectable.keys))
    return word, (), "name"


def _about(text: str, word: str, keys: Sequence[str]) -> Found:
    """Return what could stand at the end of *text*, the words after ``%dagbook``."""
    before = text.split()[: -1 if word else None]
    if not before:
        return word, _starting(ACTIONS, word), "action"
    if before[0] == "store":
        if len(before) == 1:
            return word, _starting(["move"], word), "action"
        return word, paths(word, ()) if before[1:] == ["move"] else (), "path"
    takes = {"rename": 2, "forget": 1, "ledger": 1}.get(before[0], 0)
    return word, _starting(keys, word) if len(before) <= takes else (), "asset"


def paths(start: str, suffixes: Sequence[str]) -> list[str]:
    """Return the paths that begin with *start*: folders, and files with one of *suffixes*, sorted.

    What begins with a dot is offered once the dot is typed, as in a shell.
    """
    head, slash, begin = start.rpartition("/")
    folder = Path(head + slash).expanduser()
    try:
        found = sorted(each for each in folder.iterdir() if each.name.startswith(begin))
    except OSError:
        return []
    return [
        f"{head}{slash}{each.name}{'/' if each.is_dir() else ''}"
        for each in found
        if (each.is_dir() or each.suffix in suffixes)
        and (begin or not each.name.startswith("."))
        and not re.search(r"\s", each.name)
    ]


def _configs(notebook: Notebook) -> list[str]:
    """Return the user's variables that may be a run config."""
    return [
        name
        for name, value in dict(notebook.shell.user_ns).items()
        if isinstance(value, (dict, RunConfig)) and not name.startswith("_")
    ]


def _choices(magic: Magic, option: str) -> Sequence[str]:
    """Return the words that *option* takes, where it takes no others."""
    actions = magic.parser._option_string_actions  # noqa: SLF001 - argparse tells it nowhere else
    return tuple(map(str, actions[option].choices or ()))


def _filtered(name: str) -> Callable[[Notebook], Sequence[str]]:
    """Return what tells the values that the filter *name* of a selection can have."""

    def values(notebook: Notebook) -> Sequence[str]:
        selectable = notebook.session.graph().selectable
        return [each.strip('"') for each in complete(f"{name}:", len(name) + 1, selectable)]

    return values


def _resources(notebook: Notebook) -> list[str]:
    """Return the keys of the live resources, sorted."""
    return sorted(notebook.session.live_resources())


def _pools(notebook: Notebook) -> list[str]:
    """Return the pools of the live assets, sorted."""
    found = {each.pool for each in notebook.session.live_assets()}
    return sorted(each for each in found if each)


def _unfinished(notebook: Notebook) -> list[str]:
    """Return the ids of the backfills that are not done, the newest first."""
    return [
        each.backfill_id
        for each in notebook.session.backfills()
        if each.status not in {"done", "running"}
    ]


def _groups(notebook: Notebook) -> list[str]:
    """Return the groups of the live assets."""
    return sorted({node.group for node in notebook.session.graph().nodes.values()})


def _active_ids(notebook: Notebook) -> list[str]:
    """Return the ids of the runs that run or wait."""
    return [short_id(run_id) for run_id in notebook.session.active_runs()]


def _run_ids(notebook: Notebook) -> list[str]:
    """Return the ids of the newest runs, the newest first."""
    return [short_id(run.run_id) for run in notebook.session.instance.event_log.runs(MOST_RUNS)]


def _starting(texts: Sequence[str], start: str) -> list[str]:
    """Return those of *texts* that begin with *start*."""
    return [text for text in texts if text.startswith(start)]


_VALUES: Mapping[str, Callable[[Notebook], Sequence[str]]] = {
    "--group": _groups,
    "--run": _run_ids,
    "--resume": _unfinished,
    "--io-manager-key": _resources,
    "--pool": _pools,
    "--cancel": _active_ids,
    "--wait": _active_ids,
}
"""What can follow an option, where that depends on nothing else in the line."""

_LISTS: Mapping[str, Callable[[Notebook], Sequence[str]]] = {
    "--deps": lambda notebook: list(notebook.session.graph().selectable.keys),
    "--resources": _resources,
    "--kinds": _filtered("kind"),
    "--owners": _filtered("owner"),
}
"""The same of options that take several, with commas."""
