"""LID units in a runoff step."""
