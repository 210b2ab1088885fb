"""Definitions become a graph: nodes, edges, levels, selections, plans."""
