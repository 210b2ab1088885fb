"""A notebook becomes a Dagster project. Nothing lives here yet."""
