"""Results and inputs as text tables."""
