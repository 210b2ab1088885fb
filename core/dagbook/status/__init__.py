"""Events become answers: staleness with its causes, and partition status."""
