"""Snow packs."""
