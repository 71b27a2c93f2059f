"""Figures of docs/beichen.md: runs of the shipped scenarios, and text made of them for marked places of the page."""
