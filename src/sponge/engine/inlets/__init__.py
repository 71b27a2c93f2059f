"""Street and channel inlets."""
