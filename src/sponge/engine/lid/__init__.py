"""LID units in a runoff step.

Equations: docs/theory/lid.md.
"""
