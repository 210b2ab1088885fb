"""Definitions become a graph: nodes, edges, selections, plans.

::

    Definitions | live definitions -> AssetGraph -> select -> build_plan -> ExecutionPlan
"""
