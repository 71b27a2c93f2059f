"""Kinematic wave and steady flow routing."""
