"""A program that runs assets in forked children, kills them, and looks at what they left.

``python killed_runs.py FOLDER KILLS SEED`` prints what it found as JSON. Forked, as starting Python
two hundred times would take minutes.
"""

import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from dagbook.authoring.asset_decorator import asset
from dagbook.authoring.live_definitions import Found, Origin
from dagbook.io_managers.formats import read_value
from dagbook.model.asset_key import AssetKey
from dagbook.partitions.static import StaticPartitionsDefinition
from dagbook.session.pruning import Limits, prune
from dagbook.session.session import Session
from dagbook.session.stored_files import by_path, value_files

LETTERS = StaticPartitionsDefinition(["a", "b", "c"])
NOW = {"generation": 0}


@asset(partitions_def=LETTERS)
def raw(context):
    return {**NOW, "key": context.partition_key, "rows": list(range(300))}


@asset(partitions_def=LETTERS)
def clean(raw):
    return {**NOW, "key": raw["key"], "from": raw["generation"]}


@asset
def total(clean):
    return {**NOW, "key": None, "from": [each["generation"] for each in clean.values()]}


def opened(folder):
    session = Session(folder, "killed.ipynb")
    session.live.put(Origin("1", "cell 1"), Found((raw, clean, total)))
    return session


def run_until_killed(folder, ready):
    """Run everything again and again, each time as other code; never returns."""
    session = opened(folder)
    os.write(ready, b"x")
    while True:
        NOW["generation"] += 1
        session.materialize(yes=True)


def wrong_values(session, folder, generations):
    """Yield what is wrong with the values that the store serves."""
    for key, rows in session.instance.event_log.all_latest().items():
        for partition, row in rows.items():
            name = f"{key.to_user_string()}[{partition}]"
            if row.path is None or not (folder / row.path).exists():
                yield f"{name}: a record without its value"
                continue
            value = session.load(key.to_user_string(), partition)
            if read_value(folder / row.path, expected_hash=row.version) != value:
                yield f"{name}: another value than its file has"
            if value["key"] != partition:
                yield f"{name}: the value of {value['key']}"
            known = generations.setdefault(row.fingerprint, value["generation"])
            if row.fingerprint is None or known != value["generation"]:
                yield f"{name}: a value of other code than is recorded"


def wrong_inputs(session):
    """Yield what says that it was made from something else than it was."""
    log = session.instance.event_log
    for partition, row in log.all_latest().get(AssetKey("clean"), {}).items():
        above = log.latest_of(AssetKey("raw"), partition)
        made_from_it = dict(row.inputs)["raw"] == above.version
        read = session.load("clean", partition)["from"]
        if made_from_it != (read == session.load("raw", partition)["generation"]):
            yield f"clean[{partition}]: made from another value than is recorded"


def look(folder, generations):
    """Return what is wrong in the store."""
    session = opened(folder)
    wrong = [*wrong_values(session, folder, generations), *wrong_inputs(session)]
    log = session.instance.event_log
    if any(run.status.value == "STARTED" for run in log.runs(limit=5)):
        wrong.append("a run that ended is said to run")
    session.close()
    return wrong


def killed(folder, seconds):
    """Run in a child and kill it after so many seconds; return what is wrong with that."""
    reads, ready = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            run_until_killed(folder, ready)
        finally:
            os._exit(1)
    os.close(ready)
    os.read(reads, 1)
    os.close(reads)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return [] if os.WIFSIGNALED(status) else ["a run ended by itself"]


def unrecorded(session, folder):
    """Return the files below the store's values that no record names."""
    log = session.instance.event_log
    known = {path for key in log.recorded_keys() for path in by_path(log, key)}
    return [each.name for each in value_files(folder, log) if each.name not in known]


def main():
    folder, kills, chance = Path(sys.argv[1]), int(sys.argv[2]), random.Random(int(sys.argv[3]))
    # What a run loads is loaded once, before the children.
    warm = opened(folder)
    warm.materialize(yes=True)
    warm.close()
    wrong, generations, longest = [], {}, 0.05
    for number in range(kills):
        NOW["generation"] = (number + 1) * 1_000_000
        known = len(generations)
        found = [*killed(folder, chance.random() * longest), *look(folder, generations)]
        # On a busy machine a child needs longer to get anywhere.
        longest = max(0.05, longest * 0.9) if len(generations) > known else min(1.0, longest * 1.1)
        wrong += [f"kill {number}: {each}" for each in found]
    NOW["generation"] = -1
    session = opened(folder)
    session.materialize(yes=True)
    rows = sum(len(each) for each in session.instance.event_log.all_latest().values())
    states = sorted({badge.state for badge in session.badges().values()})
    left = len(unrecorded(session, folder))
    # What was just written may be recorded in a moment.
    time.sleep(0.1)
    pruned = prune(session, Limits()).leftovers
    wrong += [f"after pruning: {each}" for each in wrong_values(session, folder, generations)]
    wrong += [f"{each} was not pruned" for each in unrecorded(session, folder)]
    session.close()
    told = {"wrong": wrong[:20], "rows": rows, "states": states, "codes": len(generations)}
    told |= {"left": left, "pruned": pruned}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
