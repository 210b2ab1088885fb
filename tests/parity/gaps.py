"""Where dagbook is known to differ from Dagster and should not: one row, one thing to repair.

A test of `tests/parity/test_cases.py` is expected to fail while its row is here, and fails when it
passes: then remove the row. What dagbook refuses in words ("not in dagbook yet") needs no row.
"""

GAPS: dict[str, str] = {}
