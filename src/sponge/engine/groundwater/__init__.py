"""Groundwater under subcatchments.

Equations: docs/theory/groundwater.md.
"""
