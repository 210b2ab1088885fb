"""What a run of many steps keeps: its records, and nothing else but values."""

import gc
import sys
import tracemalloc

from dagbook import DagsterInstance, asset, materialize, materialize_to_memory
from dagbook.foundation import packed

STEPS = 1_000
RECORD = 2_000
"""Bytes that a result and an instance in memory may keep of a step, in all."""
PEAK = 1_000
"""Bytes a step that a run may need beside, while it runs."""
FLAT = 100
"""Bytes that each further step of a long run may add to what its result keeps, beside values."""


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


def kept_beside_values(number, folder):
    """Return the bytes that the result of *number* steps keeps, its values' places left out."""
    assets = [made(each) for each in range(number)]
    with DagsterInstance.local_temp(str(folder)) as instance:
        tracemalloc.start()
        try:
            # What is latest of each asset, and its code, is the store's and not the run's.
            for _ in range(2):
                materialize(assets, instance=instance)
            gc.collect()
            before, _ = tracemalloc.get_traced_memory()
            result = materialize(assets, instance=instance)
            gc.collect()
            now, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    values = result._outcome.values
    assert len(values) == number
    assert len(result.all_events) > 5 * number
    return now - before - sys.getsizeof(values) - sum(map(sys.getsizeof, values))


def test_a_run_that_is_on_disk_stays_flat_apart_from_values(tmp_path, monkeypatch):
    monkeypatch.setattr(packed, "BLOCK", 100)
    few, many = (
        kept_beside_values(200, tmp_path / "few"),
        kept_beside_values(800, tmp_path / "many"),
    )
    assert (many - few) / 600 < FLAT
