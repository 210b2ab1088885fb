"""A plan becomes events: steps, contexts, the run loop, results."""
