"""Subcatchments: weather, soils and surfaces in a runoff step."""
