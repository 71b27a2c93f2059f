# SPDX-License-Identifier: Apache-2.0
"""The variable registry, the netCDF writer, run summaries."""
