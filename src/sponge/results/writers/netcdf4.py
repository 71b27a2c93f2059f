"""netCDF-4 by h5py alone: dimensions, variables and attributes as the netCDF-4 format lays them out in HDF5.

h5netcdf takes five milliseconds a variable, which is half a second before a small model's first step. What is written
here is the same: a dimension is an HDF5 dimension scale, with the dataset of its coordinate where it has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import h5py
import numpy as np

NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable. {:10d}"
COMPRESSION = {"compression": "gzip", "compression_opts": 1, "shuffle": True}


class NetCDF4:
    """A new file; ``stream`` is a file object open for reading and writing.

    A ``bare`` one has numbers only, without attributes and scales: a part of a file to be, made in a tenth of the time.
    """

    def __init__(self, stream: Any, bare: bool = False):
        self.bare = bare
        self.file = h5py.File(stream, "w")
        self.file.attrs["_NCProperties"] = f"version=2,h5py={h5py.__version__},hdf5={h5py.version.hdf5_version}"
        self.sizes: dict[str, int] = {}
        self.unlimited: set[str] = set()
        self.variables: dict[str, h5py.Dataset] = {}
        self.dimensions: dict[str, tuple[str, ...]] = {}  # of each variable
        self.scales: dict[str, h5py.Dataset] = {}

    def dimension(self, name: str, size: int, unlimited: bool = False) -> None:
        """Name a dimension; its coordinate variable is made before anything that uses it."""
        self.sizes[name] = size
        if unlimited:
            self.unlimited.add(name)

    def variable(
        self,
        name: str,
        dims: tuple[str, ...],
        dtype: Any,
        attributes: Mapping[str, Any],
        *,
        fill: float | None = None,
        chunks: tuple[int, ...] | None = None,
    ) -> h5py.Dataset:
        """Make a variable; in chunks it is compressed."""
        options: dict[str, Any] = {"fillvalue": None if fill is None else np.dtype(dtype).type(fill)}
        if self.unlimited & set(dims):
            options["maxshape"] = tuple(None if d in self.unlimited else self.sizes[d] for d in dims)
        if chunks:
            options |= {"chunks": chunks} | COMPRESSION
        elif self.unlimited & set(dims):
            options["chunks"] = tuple(min(4096, max(self.sizes[d], 1)) for d in dims)
        made = self.file.create_dataset(name, tuple(self.sizes[d] for d in dims), dtype, **options)
        self.variables[name], self.dimensions[name] = made, dims
        if self.bare:
            return made
        if fill is not None:
            made.attrs["_FillValue"] = np.array([fill], dtype)
        for key, value in attributes.items():
            made.attrs[key] = value
        self._place(name, made, dims)
        return made

    def _place(self, name: str, made: h5py.Dataset, dims: tuple[str, ...]) -> None:
        """Make a coordinate its dimension's scale, and anything else lie along its dimensions."""
        if dims == (name,):
            self._scale(name, made, name)
            return
        for axis, dim in enumerate(dims):
            if dim not in self.scales:
                bare = self.file.create_dataset(dim, (self.sizes[dim],), ">f4")
                self._scale(dim, bare, NO_VARIABLE.format(self.sizes[dim]))
            made.dims[axis].attach_scale(self.scales[dim])

    def _scale(self, dim: str, made: h5py.Dataset, label: str) -> None:
        made.make_scale(label)
        made.attrs["_Netcdf4Dimid"] = np.int32(len(self.scales))
        self.scales[dim] = made

    def resize(self, dim: str, size: int) -> None:
        """Change the size of an unlimited dimension, in everything along it."""
        self.sizes[dim] = size
        for name, dims in self.dimensions.items():
            if dim in dims:
                self.variables[name].resize(size, axis=dims.index(dim))

    def attribute(self, name: str, text: str) -> None:
        """A global attribute."""
        self.file.attrs[name] = text

    def close(self) -> None:
        """Finish the file; the stream stays open."""
        self.file.close()
