"""Pollutants: build-up, wash-off, sweeping, mixing and decay."""
