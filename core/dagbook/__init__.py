"""Dagster's asset API, live in a notebook."""
