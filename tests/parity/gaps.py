"""Where dagbook is known to differ from Dagster and should not: one row, one thing to repair.

A test of `tests/parity/test_cases.py` is expected to fail while its row is here, and fails when it
passes: then remove the row. What dagbook refuses in words ("not in dagbook yet") needs no row.
"""

_VERSIONS = "materializations have no Dagster data version unless the user gives one"
GAPS: dict[str, str] = {
    "versions_docs: a code version makes the data version, of it and of what was read": _VERSIONS,
    "versions_docs: a data version of one's own outlives a cosmetic change of the code": _VERSIONS,
    "versions_docs: what was observed of a source is an input's version of what is made below": (
        _VERSIONS
    ),
    "versions_docs: an asset reads the provenance of its latest value and keeps it if nothing "
    "changed": _VERSIONS,
}
