"""Results of zones and stations, from those of elements."""
