"""Benchmarks: dagbook beside a hand-written floor and beside Dagster, in one run.

::

    workloads --> rounds --> one worker a side --> floor | with_dagbook | with_dagster
                    |
                  table

The sides take turns within a round, so that what else the machine does meets all of them; what
counts is the ratio of medians.
"""
