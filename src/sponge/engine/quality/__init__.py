"""Pollutants on the land, in the network, and their treatment."""
