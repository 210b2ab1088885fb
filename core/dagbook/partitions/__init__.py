"""Partitions definitions, mappings, and subsets as ordinal ranges."""
