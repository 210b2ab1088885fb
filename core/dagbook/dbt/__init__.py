"""A dbt manifest becomes assets and checks. Nothing lives here yet."""
