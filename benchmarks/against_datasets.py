"""Two results files, bit for bit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

# global attributes of no consequence
PASSING = {"history", "date_created", "date_modified", "source", "product_version", "sponge_version"}


def differences(this: Path, other: Path) -> tuple[dict[str, str | float], int]:
    """What differs by variable (its largest relative difference, or what else), and how many variables there are."""
    one, two = contents(this), contents(other)
    found: dict[str, str | float] = {}
    for name in one.keys() | two.keys():
        if name not in one or name not in two:
            found[name] = "only on one side"
            continue
        said = difference(one[name], two[name])
        if said is not None:
            found[name] = said
    by_size = sorted(found.items(), key=lambda item: (isinstance(item[1], float), -weight(item[1]), item[0]))
    return dict(by_size), len(one.keys() | two.keys())


def weight(said: str | float) -> float:
    """For an order with the largest difference first."""
    return said if isinstance(said, float) else 0.0


def contents(file: Path) -> dict[str, tuple[Any, np.ndarray]]:
    """What a file says: by name (dimensions and attributes, raw values); "(global)" are the file's own attributes."""
    if file.suffix == ".npz":
        with np.load(file) as arrays:
            return {name: ((), arrays[name]) for name in arrays}
    import h5netcdf

    with h5netcdf.File(file) as dataset:
        found: dict[str, tuple[Any, np.ndarray]] = {
            name: ((variable.dimensions, attributes(variable.attrs)), np.asarray(variable[...]))
            for name, variable in dataset.variables.items()
        }
        own = {k: v for k, v in attributes(dataset.attrs).items() if k not in PASSING}
        sizes = {name: dimension.size for name, dimension in dataset.dimensions.items()}
        return found | {"(global)": ((own, sizes), np.zeros(0))}


def attributes(given: Any) -> dict[str, Any]:
    """As plain values that compare by bits."""
    return {name: value if isinstance(value, str) else bits(np.asarray(value)) for name, value in given.items()}


def bits(values: np.ndarray) -> tuple[str, tuple[int, ...], Any]:
    """Type, shape and content; not-a-numbers by their pattern."""
    content = values.tolist() if values.dtype.hasobject else values.tobytes()
    return values.dtype.str, values.shape, content


def difference(one: tuple[Any, np.ndarray], two: tuple[Any, np.ndarray]) -> str | float | None:
    """None where all is the same; the largest difference against the largest value, or what else differs."""
    a, b = one[1], two[1]
    if a.shape != b.shape or a.dtype != b.dtype:
        return f"is {a.dtype}{list(a.shape)} against {b.dtype}{list(b.shape)}"
    if bits(a) != bits(b):
        return size_of_difference(a, b)
    if one[0] != two[0]:
        return "dimensions or attributes"
    return None


def size_of_difference(a: np.ndarray, b: np.ndarray) -> str | float:
    """Of two arrays of a kind."""
    if a.dtype.kind not in "fiub":
        return "values"
    a, b = a.astype(float), b.astype(float)
    if not np.array_equal(np.isfinite(a), np.isfinite(b)):
        return "finite at other places"
    finite = np.isfinite(a)
    apart = float(np.max(np.abs(a[finite] - b[finite]), initial=0.0))
    if apart == 0.0:
        return "sign of zero, or pattern of a not-a-number or infinity"
    return apart / float(np.max(np.abs(np.concatenate([a[finite], b[finite]]))))


def continuity_errors(file: Path) -> dict[str, float]:
    """By process, %, the largest of all lanes, units and pollutants; at the end of the unbroken one of stepped runs."""
    ending, start = "_continuity_error", "unbroken: summary." if file.suffix == ".npz" else ""
    found = {
        name.removeprefix(start): values
        for name, (_, values) in contents(file).items()
        if name.startswith(start) and name.endswith(ending)
    }
    return {
        name.removesuffix(ending): float(values.flat[np.nanargmax(np.abs(values))])
        for name, values in sorted(found.items())
        if values.size and not np.all(np.isnan(values))
    }
