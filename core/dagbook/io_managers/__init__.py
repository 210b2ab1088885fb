"""Where values live: beside the notebook, in files, in memory."""
