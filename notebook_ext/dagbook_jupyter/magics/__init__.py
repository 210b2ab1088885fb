"""One module a magic."""
