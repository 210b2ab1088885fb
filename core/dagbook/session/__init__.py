"""The interactive layer: live definitions, the store and the run queue together."""
