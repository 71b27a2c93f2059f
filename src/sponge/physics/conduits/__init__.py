"""The equations of flow in conduits.

Equations: docs/theory/dynamic-wave.md, docs/theory/kinematic-wave.md.
"""
