"""Rainfall dependent inflow and infiltration.

Equations: docs/theory/rdii.md.
"""
