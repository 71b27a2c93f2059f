"""Groundwater under subcatchments."""
