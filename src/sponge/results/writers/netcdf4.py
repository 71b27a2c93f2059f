# SPDX-License-Identifier: Apache-2.0
"""netCDF-4 by h5py alone: dimensions, variables and attributes as the netCDF-4 format lays them out in HDF5.

h5netcdf takes five milliseconds a variable, which is half a second before a small model's first step. What is written
here is the same: a dimension is an HDF5 dimension scale, with the dataset of its coordinate where it has one. Texts of
attributes are of fixed length, NC_CHAR to netCDF, since NCO knows no other. Variables and attributes keep their order:
the netCDF library changes no file in place that does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import h5py
import numpy as np
from h5py import h5a, h5s, h5t

NO_VARIABLE = "This is a netCDF dimension but not a netCDF variable. {:10d}"
LONGEST_TEXT = 60_000  # bytes of an attribute's text beside its variable, where HDF5 takes 64 KiB: longer ones go apart
COMPRESSION = {"compression": "gzip", "compression_opts": 1, "shuffle": True}


class NetCDF4:
    """A new file; ``stream`` is a file object open for reading and writing.

    A ``bare`` one has numbers only, without attributes and scales: a part of a file to be, made in a tenth of the time.
    """

    def __init__(self, stream: Any, bare: bool = False):
        self.bare = bare
        self.file = h5py.File(stream, "w", track_order=not bare)
        self.attribute("_NCProperties", f"version=2,h5py={h5py.__version__},hdf5={h5py.version.hdf5_version}")
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
        options["track_order"] = not self.bare
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
            _set(made, "_FillValue", np.array([fill], dtype))
        for key, value in attributes.items():
            _set(made, key, value)
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
        _set(made, "_Netcdf4Dimid", np.int32(len(self.scales)))
        self.scales[dim] = made

    def resize(self, dim: str, size: int) -> None:
        """Change the size of an unlimited dimension, in everything along it."""
        self.sizes[dim] = size
        for name, dims in self.dimensions.items():
            if dim in dims:
                self.variables[name].resize(size, axis=dims.index(dim))

    def attribute(self, name: str, text: str) -> None:
        """A global attribute."""
        _set(self.file, name, text)

    def close(self) -> None:
        """Finish the file; the stream stays open."""
        self.file.close()


def _set(owner: Any, name: str, value: Any) -> None:
    """A new attribute: a text as NC_CHAR, or numbers. h5py's own way makes each twice, and texts NC_STRING."""
    if not isinstance(value, str):
        made = np.asarray(value)
        space = h5s.create_simple(made.shape) if made.shape else h5s.create(h5s.SCALAR)
        h5a.create(owner.id, name.encode(), h5t.py_create(made.dtype), space).write(made)
        return
    text = value.encode("utf-8", "replace")
    if not 0 < len(text) <= LONGEST_TEXT:
        owner.attrs[name] = value
        return
    kind = h5t.C_S1.copy()
    kind.set_size(len(text))
    kind.set_cset(h5t.CSET_UTF8)
    h5a.create(owner.id, name.encode(), kind, h5s.create(h5s.SCALAR)).write(np.array(text), kind)
