"""Code fingerprints: what a function is, told from its syntax tree."""
