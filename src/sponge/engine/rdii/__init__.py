"""Rainfall dependent inflow and infiltration."""
