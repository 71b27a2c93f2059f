"""The equations, as scalar functions in SI units."""
