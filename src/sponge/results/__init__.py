"""The variable registry, the netCDF writer, run summaries."""
