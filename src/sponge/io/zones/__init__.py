"""The tables of zones and stations beside a model."""
