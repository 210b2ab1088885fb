"""The schema of the event log, as ordered named steps from an empty file to the newest.

``PRAGMA user_version`` counts the steps a file has had. A step that was released is never edited:
a change of the schema is one more step at the end.
"""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema.

    Args:
        name: What it does, as `add_wipes`.
        statements: SQL, run in order, all in one transaction.
    """

    name: str
    statements: tuple[str, ...]


class NewerSchemaError(Exception):
    """The file has had steps that this dagbook does not know.

    Args:
        found: How many steps it has had.
        known: How many there are here.
    """

    def __init__(self, found: int, known: int) -> None:
        super().__init__(found, known)
        self.found = found
        self.known = known


_EVENT_LOG = Migration(
    "event_log",
    (
        """CREATE TABLE processes (
            id INTEGER PRIMARY KEY,
            pid INTEGER NOT NULL, host TEXT NOT NULL, started TEXT NOT NULL, notebook TEXT NOT NULL
        )""",
        # `first_event` bounds the scan for a run's steps, in place of an index over all events.
        """CREATE TABLE runs (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run_id TEXT NOT NULL UNIQUE,
            job_name TEXT NOT NULL,
            status TEXT NOT NULL,
            tags TEXT,
            started_at REAL NOT NULL,
            ended_at REAL,
            origin TEXT,
            process INTEGER NOT NULL,
            first_event INTEGER NOT NULL
        )""",
        "CREATE TABLE assets (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
        # What many steps have in common is stored once; see `step_shapes.Shape`.
        "CREATE TABLE shapes (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body TEXT)",
        # AUTOINCREMENT: without it SQLite gives the ids of the newest events out again once they
        # are deleted.
        """CREATE TABLE events (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER,
            shape INTEGER,
            partition TEXT,
            started_at REAL NOT NULL,
            seconds REAL,
            versions BLOB,
            size INTEGER,
            body TEXT,
            extra TEXT,
            error TEXT
        )""",
        # `partition` has no type: the integer 0 stands for None and equals no text.
        """CREATE TABLE materializations (
            asset INTEGER NOT NULL, partition NOT NULL, event INTEGER NOT NULL, wiped INTEGER,
            PRIMARY KEY (asset, partition, event)
        ) WITHOUT ROWID""",
        """CREATE TABLE failures (
            asset INTEGER NOT NULL, partition NOT NULL, event INTEGER NOT NULL,
            PRIMARY KEY (asset, partition)
        ) WITHOUT ROWID""",
    ),
)

_DYNAMIC_PARTITIONS = Migration(
    "dynamic_partitions",
    (
        """CREATE TABLE dynamic_partitions (
            id INTEGER PRIMARY KEY,
            definition TEXT NOT NULL, partition TEXT NOT NULL, UNIQUE (definition, partition)
        )""",
    ),
)

_CODES = Migration(
    "codes",
    (
        # Found by its digest: source texts are long, and an index would repeat them.
        "CREATE TABLE texts (id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, body TEXT)",
        """CREATE TABLE codes (
            fingerprint TEXT PRIMARY KEY, body TEXT NOT NULL, texts TEXT NOT NULL
        ) WITHOUT ROWID""",
    ),
)

_CHECKS = Migration(
    "checks",
    (
        # What was found is in the event; `partition` as in materializations.
        """CREATE TABLE checks (
            asset INTEGER NOT NULL, name TEXT NOT NULL, partition NOT NULL, event INTEGER NOT NULL,
            PRIMARY KEY (asset, name, partition, event)
        ) WITHOUT ROWID""",
    ),
)

_OBSERVATIONS = Migration(
    "observations",
    (
        # `partition` as in materializations.
        """CREATE TABLE observations (
            asset INTEGER NOT NULL, partition NOT NULL, event INTEGER NOT NULL,
            version TEXT NOT NULL, PRIMARY KEY (asset, partition)
        ) WITHOUT ROWID""",
    ),
)

_ACCEPTED = Migration(
    "accepted",
    (
        # `partition` 0 stands for the whole asset.
        """CREATE TABLE accepted (
            asset INTEGER NOT NULL, partition NOT NULL, was TEXT NOT NULL, now TEXT NOT NULL,
            at REAL NOT NULL, origin TEXT NOT NULL, notebook TEXT NOT NULL,
            PRIMARY KEY (asset, partition, was, now)
        ) WITHOUT ROWID""",
    ),
)

_RUN_CONFIG = Migration("run_config", ("ALTER TABLE runs ADD COLUMN config TEXT",))

_LOG_LINES = Migration(
    "log_lines",
    (
        # Some lines of one step a row: a row a line would be mostly overhead.
        """CREATE TABLE log_lines (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            run INTEGER NOT NULL, step TEXT NOT NULL, partition TEXT,
            first INTEGER NOT NULL, count INTEGER NOT NULL, body BLOB NOT NULL
        )""",
        "CREATE INDEX log_lines_of_run ON log_lines (run)",
        """CREATE TABLE log_assets (
            asset INTEGER NOT NULL, piece INTEGER NOT NULL, PRIMARY KEY (asset, piece)
        ) WITHOUT ROWID""",
        "CREATE INDEX log_assets_of_piece ON log_assets (piece)",
    ),
)

_LEFT_BEHIND = Migration(
    "left_behind",
    (
        # `partition` as in materializations; `until` is the first event that does not see it.
        """CREATE TABLE left_behind (
            asset INTEGER NOT NULL, partition NOT NULL, event INTEGER NOT NULL,
            place INTEGER NOT NULL, version TEXT, until INTEGER NOT NULL,
            PRIMARY KEY (asset, partition, event, place)
        ) WITHOUT ROWID""",
    ),
)

_SET_UP = Migration("set_up", ("ALTER TABLE runs ADD COLUMN set_up TEXT",))

MIGRATIONS: tuple[Migration, ...] = (
    _EVENT_LOG,
    _DYNAMIC_PARTITIONS,
    _CODES,
    _CHECKS,
    _OBSERVATIONS,
    _ACCEPTED,
    _RUN_CONFIG,
    _LOG_LINES,
    _LEFT_BEHIND,
    _SET_UP,
)
"""Every step there has been, in order."""


def migrate(
    connection: sqlite3.Connection, migrations: tuple[Migration, ...] = MIGRATIONS
) -> tuple[str, ...]:
    """Bring the file of *connection* to the newest schema.

    Each step runs in the transaction that also counts it, so that a killed process leaves the file
    at a step's end. Several processes may do this at a time.

    Args:
        connection: In autocommit mode (``isolation_level=None``).
        migrations: All steps, in order.

    Returns:
        The names of the steps that were run now.

    Raises:
        NewerSchemaError: The file has had more steps than *migrations* has.
        sqlite3.Error: A step failed; the file is as the step before left it.

    Example:
        >>> connection = sqlite3.connect(":memory:", isolation_level=None)
        >>> migrate(connection), migrate(connection)
        (('event_log', 'dynamic_partitions', 'codes', 'checks', 'observations', 'accepted',
         'run_config', 'log_lines', 'left_behind', 'set_up'), ())
    """
    done: list[str] = []
    while (version := schema_version(connection)) != len(migrations):
        if version > len(migrations):
            raise NewerSchemaError(version, len(migrations))
        if _run_step(connection, version, migrations[version]):
            done.append(migrations[version].name)
    return tuple(done)


def schema_version(connection: sqlite3.Connection) -> int:
    """Return how many steps the file of *connection* has had."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def _run_step(connection: sqlite3.Connection, version: int, step: Migration) -> bool:
    """Run *step* on a file at *version*; return False if another process did so meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        ours = schema_version(connection) == version
        if ours:
            for statement in step.statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version + 1:d}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return ours
