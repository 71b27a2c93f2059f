"""The equations of flow in conduits."""
