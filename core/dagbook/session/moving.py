"""Moving a store to another folder: events, values and the stores of its sets, all of it."""

import shutil
from pathlib import Path

from dagbook.errors import DagsterInvalidInvocationError, StoreError
from dagbook.storage.store_users import other_users

EVENTS = "events.db"


def move_store(old: Path, new: Path) -> None:
    """Move the store in *old* to *new*; nobody may have it open.

    On one disk that is one step; to another disk *old* goes only once all of it is copied.

    Args:
        old: The store's folder.
        new: A folder that is not there yet, or is empty.

    Raises:
        DagsterInvalidInvocationError: There is no store, *new* is taken, or another process uses
            the store.
        StoreError: The folders cannot be read or written.
    """
    old, new = old.absolute(), new.absolute()
    check_movable(old, new)
    try:
        if new.is_dir():
            # shutil.move would put the store into a folder that is there.
            new.rmdir()
        new.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(old, new)
    except OSError as error:
        raise StoreError(str(new), error.strerror or str(error)) from error


def check_movable(old: Path, new: Path) -> None:
    """Raise where the store in *old* cannot be moved to *new*; see `move_store`."""
    if not (old / EVENTS).is_file():
        raise DagsterInvalidInvocationError(f"There is no store in {old}: it has no {EVENTS}.")
    if new == old or old in new.parents:
        raise DagsterInvalidInvocationError(f"{new} is in the store itself. Name another folder.")
    if new.exists() and not (new.is_dir() and not any(new.iterdir())):
        raise DagsterInvalidInvocationError(
            f"{new} is there already. Name a folder that is not there yet, or is empty."
        )
    try:
        users = {name for each in old.rglob(EVENTS) for name in other_users(each)}
    except OSError as error:
        raise StoreError(str(old), str(error)) from error
    if users:
        raise DagsterInvalidInvocationError(
            f"The store {old} is used by {', '.join(sorted(users))}. Stop what runs there first."
        )
