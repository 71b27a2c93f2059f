"""Where results go: netCDF, zarr, memory."""
