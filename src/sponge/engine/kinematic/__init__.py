"""Kinematic wave and steady flow routing.

Equations: docs/theory/kinematic-wave.md.
"""
