"""The selection language: syntax and meaning over a small graph protocol."""
