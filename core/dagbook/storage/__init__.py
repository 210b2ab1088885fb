"""What ran, kept: the event log, its runs, and `DagsterInstance` over both.

Layer: above `partitions`, beside `selection`. ::

    StepRecord ─ event_rows ─> one row ─ step_table ─> events.db
                                              │
                          sqlite_event_log, sqlite_parts (in memory: memory_event_log)
                                              │
                          projection <────────┘  the latest of each asset, in memory
                                              │
    DagsterInstance <─ views ─────────────────┘
"""
