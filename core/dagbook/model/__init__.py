"""Values everyone speaks: keys, metadata, results, events, runs."""
