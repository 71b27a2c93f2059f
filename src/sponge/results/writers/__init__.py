# SPDX-License-Identifier: Apache-2.0
"""Where results go: netCDF, zarr, memory."""
