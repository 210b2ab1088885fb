"""A SELECT becomes an asset. Nothing lives here yet."""
