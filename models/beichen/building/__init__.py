"""Builds the model of Beichen from the tables, one part of the drainage a module."""
