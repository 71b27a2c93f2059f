"""Snow packs.

Equations: docs/theory/snow.md.
"""
