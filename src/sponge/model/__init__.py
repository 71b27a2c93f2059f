"""The Model: what the engineer wrote, and its compilation into a Network."""
