"""The event log and what Dagster calls the instance."""
