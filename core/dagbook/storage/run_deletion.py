"""Deleting a run from the event log: its row, its steps, and what the tables keep of them."""

from dagbook.storage.forgotten import encode_undo
from dagbook.storage.interning import Execute, Interning
from dagbook.storage.line_table import delete_lines

_EVENTS = "SELECT events.id FROM runs JOIN events ON run = runs.id AND events.id > first_event"
_PLACES = f"""
SELECT DISTINCT asset, nullif(partition, 0) FROM materializations
WHERE event IN ({_EVENTS} WHERE run_id = ?)
"""  # noqa: S608 - constant
_TABLES = ("materializations", "failures", "checks", "observations")


def delete_run(execute: Execute, interning: Interning, run_id: str, at: float) -> bool:
    """Delete a run and all that its steps recorded; return False when there is no such run.

    Of what it made, what came before is the latest again; an event says so, so that others who have
    the log open read it.
    """
    row = execute("SELECT id FROM runs WHERE run_id = ?", (run_id,)).fetchone()
    if row is None:
        return False
    places = execute(_PLACES, (run_id,)).fetchall()
    for table in _TABLES:
        sql = f"DELETE FROM {table} WHERE event IN ({_EVENTS} WHERE run_id = ?)"  # noqa: S608 - constant names
        execute(sql, (run_id,))
    sql = f"DELETE FROM events WHERE id IN ({_EVENTS} WHERE run_id = ?)"  # noqa: S608 - constant
    execute(sql, (run_id,))
    delete_lines(execute, row[0])
    execute("DELETE FROM runs WHERE id = ?", row)
    for asset, partition in places:
        body = encode_undo(interning.asset(execute, asset), partition)
        execute("INSERT INTO events (started_at, body) VALUES (?, ?)", (at, body))
    return True
