"""Dynamic wave routing by Picard iteration, as EPA SWMM does it."""
