"""Street and channel inlets.

Equations: docs/theory/inlets.md.
"""
