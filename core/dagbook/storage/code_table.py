"""The tables of codes: what each fingerprint was made of, every text once."""

from typing import cast

from dagbook.foundation.digest import digest
from dagbook.foundation.serdes import from_json, to_json
from dagbook.storage.codes import ReadCode, StoredCode
from dagbook.storage.interning import Execute

_HAS = "SELECT 1 FROM codes WHERE fingerprint = ?"
_PUT = "INSERT INTO codes (fingerprint, body, texts) VALUES (?, ?, ?)"
_READ = "SELECT body, texts FROM codes WHERE fingerprint = ?"
_FIND_TEXT = "SELECT id FROM texts WHERE digest = ?"
_PUT_TEXT = "INSERT INTO texts (digest, body) VALUES (?, ?)"
_READ_TEXT = "SELECT body FROM texts WHERE id = ?"


class PendingCodes:
    """Codes that are written with the next step, and the names of those that are stored."""

    __slots__ = ("_pending", "stored")

    def __init__(self) -> None:
        self.stored: set[str] = set()
        self._pending: dict[str, ReadCode] = {}

    def put(self, fingerprint: str, read: ReadCode) -> None:
        """Have a code written with the next step."""
        self._pending.setdefault(fingerprint, read)

    def get(self, fingerprint: str) -> StoredCode | None:
        """Return a code that is not written yet, or None."""
        read = self._pending.get(fingerprint)
        return None if read is None else read()

    def write(self, execute: Execute) -> None:
        """Write all that is pending; `committed` is to be called once that is final."""
        for fingerprint, read in self._pending.items():
            if not execute(_HAS, (fingerprint,)).fetchone():
                write_code(execute, fingerprint, read())

    def committed(self) -> None:
        """Note that what was pending is stored."""
        self.stored.update(self._pending)
        self._pending.clear()


def write_code(execute: Execute, fingerprint: str, code: StoredCode) -> None:
    """Write what *fingerprint*, which is new, was made of."""
    ids = [_text_id(execute, text) for text in code.texts]
    execute(_PUT, (fingerprint, _writable(to_json(code.plain)), to_json(ids)))


def read_code(execute: Execute, fingerprint: str) -> StoredCode | None:
    """Return what *fingerprint* was made of, None when nothing is stored of it."""
    row = execute(_READ, (fingerprint,)).fetchone()
    if row is None:
        return None
    ids = from_json(row[1])
    return StoredCode(
        from_json(row[0]),
        tuple(execute(_READ_TEXT, (each,)).fetchone()[0] for each in ids),
    )


def _text_id(execute: Execute, text: str) -> int:
    """Return the id of *text*, adding it when it is new."""
    text = _writable(text)
    name = bytes.fromhex(digest([text]))
    row = execute(_FIND_TEXT, (name,)).fetchone()
    return cast(int, row[0] if row else execute(_PUT_TEXT, (name, text)).lastrowid)


def _writable(text: str) -> str:
    """Return *text* without half characters, which file names may have and SQLite refuses."""
    return text.encode("utf-8", "backslashreplace").decode()
