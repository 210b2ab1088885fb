"""The `dagbook` command: thin, top of the layers."""
