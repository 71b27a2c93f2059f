"""Control zones and stations of a model."""
