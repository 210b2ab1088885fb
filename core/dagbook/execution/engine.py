"""How the steps of a run run: here one after the other, or in several processes."""

from collections.abc import Callable, Generator
from dataclasses import dataclass

from dagbook.authoring.executors import Way
from dagbook.execution.op_loop import execute_ops
from dagbook.execution.run_loop import StepEvent, execute_steps


@dataclass(frozen=True, slots=True)
class Engine:
    """What runs steps.

    Args:
        steps: Runs those of a plan of assets.
        ops: Runs those of a plan of ops.
        sets_up: Whether resources are set up once for all of them.
    """

    steps: Callable[..., Generator[StepEvent, None, None]]
    ops: Callable[..., Generator[StepEvent, None, None]]
    sets_up: bool


IN_PROCESS = Engine(execute_steps, execute_ops, sets_up=True)


def engine_of(way: Way) -> Engine:
    """Return what runs steps as *way* says."""
    if way.processes is None:
        return IN_PROCESS
    # Starting processes needs loky, which nobody else does.
    from dagbook.execution import parallel_loop  # noqa: PLC0415 - above

    return Engine(
        parallel_loop.execute_steps_in(way), parallel_loop.execute_ops_in(way), sets_up=False
    )
