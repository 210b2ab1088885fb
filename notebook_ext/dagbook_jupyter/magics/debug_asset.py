"""`%debug_asset`: the debugger where an asset failed, and its inputs as variables."""

import argparse
import sys
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.error import StdinNotImplementedError

from dagbook.session.debugging import Failure, find_failure
from dagbook.view.humanize import one_line
from dagbook_jupyter.errors import users_frames
from dagbook_jupyter.frames_text import frames_text
from dagbook_jupyter.magics.arguments import Magic, new_parser
from dagbook_jupyter.magics.selecting import partition_of
from dagbook_jupyter.notebook import Notebook

HELP = """
Open the debugger where an asset failed, with the inputs of the step as variables.

An input is bound to its own name where no variable has it, else to its name with _input at the end.
In the debugger, u and d go up and down the frames, a name shows a value, q ends it.

Where no one can type, as in nbclient and papermill, the frames and their variables are printed.
What failed in an earlier kernel is run once more to see it fail; nothing of that is kept. Of an
asset with partitions the one that failed last is meant, unless one is named.

Examples::

    %debug_asset orders
    %debug_asset daily_orders --partition 2013-01-01
"""

NO_INPUT = "No one can type here; where one can, %debug_asset opens the debugger at the last frame."


def run(notebook: Notebook, arguments: argparse.Namespace, _cell: str) -> None:
    """Bind the inputs and open the debugger."""
    partition = partition_of(notebook, arguments.name, arguments.partition)
    failure = find_failure(notebook.session, arguments.name, partition, notebook.say)
    error = one_line(f"{type(failure.error).__name__}: {failure.error}")
    notebook.say(f"{failure.name} failed: {error}")
    bound = bind_inputs(notebook.shell.user_ns, failure.inputs)
    if bound:
        notebook.say(f"Inputs: {', '.join(bound)}")
    trace = users_frames(failure.traceback)
    if trace is None:
        notebook.say("None of your code was running, so there is no frame to look at.")
        return
    remember(failure, trace)
    try:
        if can_type(notebook.shell):
            open_debugger(notebook.shell, trace)
            return
    except StdinNotImplementedError:
        pass
    notebook.say(frames_text(trace, notebook.session.place_of))
    notebook.say(NO_INPUT)


def can_type(shell: Any) -> bool:
    """Return whether the front end says that it answers questions; a terminal always does."""
    kernel = getattr(shell, "kernel", None)
    return kernel is None or bool(getattr(kernel, "_allow_stdin", True))


def bind_inputs(user_ns: dict[str, Any], inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """Bind *inputs* to names in *user_ns* that mean nothing else, and return these names.

    >>> names = {"raw": "a definition"}
    >>> bind_inputs(names, {"raw": [1], "limit": 3}), names["raw_input"], names["limit"]
    (('raw_input', 'limit'), [1], 3)
    """
    names = {name: f"{name}_input" if name in user_ns else name for name in inputs}
    user_ns.update({names[name]: value for name, value in inputs.items()})
    return tuple(names.values())


def remember(failure: Failure, trace: TracebackType) -> None:
    """Make the failure the last error, so that IPython's own ``%debug`` opens it too."""
    error = failure.error
    sys.last_type, sys.last_value, sys.last_traceback = type(error), error, trace
    if sys.version_info >= (3, 12):
        sys.last_exc = error


def open_debugger(shell: Any, trace: TracebackType) -> None:
    """Open the shell's debugger at the last frame of *trace*, and return when it is left."""
    debugger = shell.InteractiveTB.debugger_cls()
    debugger.reset()
    debugger.botframe = trace.tb_frame
    hook = sys.displayhook
    # A kernel's displayhook would number what the debugger shows as outputs of the cell.
    if isinstance(hook, DisplayHook):
        sys.displayhook = sys.__displayhook__
    try:
        debugger.interaction(None, trace)
    finally:
        sys.displayhook = hook


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("debug_asset", HELP)
    parser.add_argument("name", help="the asset's key, such as sales/orders")
    parser.add_argument("--partition", help="one partition key", metavar="KEY")
    return parser


MAGIC = Magic("debug_asset", _parser(), run)
