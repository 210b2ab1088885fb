"""What a run of many steps keeps: its records, and nothing else but values."""

import gc
import tracemalloc

from dagbook import DagsterInstance, asset, materialize_to_memory

STEPS = 1_000
RECORD = 2_000
"""Bytes that a result and an instance in memory may keep of a step, in all."""
PEAK = 1_000
"""Bytes a step that a run may need beside, while it runs."""


def made(number):
    @asset(name=f"step_{number}", deps=[f"step_{number - 1}"] if number else [])
    def step():
        return None

    return step


def test_a_run_keeps_less_than_two_kilobytes_a_step_and_needs_little_more():
    assets = [made(number) for number in range(STEPS)]
    instance = DagsterInstance.ephemeral()
    # What is known of code is kept by definition, not by run.
    materialize_to_memory(assets, instance=instance)
    gc.collect()
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        result = materialize_to_memory(assets, instance=instance)
        gc.collect()
        now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert result.success
    kept = (now - before) / STEPS
    assert kept < RECORD
    assert (peak - now) / STEPS < PEAK
