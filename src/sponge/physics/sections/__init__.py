"""Cross sections: the geometry of every shape, and the dimensionless tables that kernels read."""
