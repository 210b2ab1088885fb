"""What ran, kept: the event log, its runs, and `DagsterInstance` over both.

Layer: above `partitions`, beside `selection`. ::

    StepRecord ─ event_rows ─> one row ─ sqlite_event_log ─> events.db
                                              │
                          projection <────────┘  the latest of each asset, in memory
                                              │
    DagsterInstance <─ views ─────────────────┘
"""
