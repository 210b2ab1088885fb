"""What users write: decorators, resources, contexts, IO managers, Definitions."""
