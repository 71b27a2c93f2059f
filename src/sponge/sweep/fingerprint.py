# SPDX-License-Identifier: Apache-2.0
"""What a result depends on, as short texts: two sweeps of one fingerprint give the same bits."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from sponge.base.compiler import source_digest
from sponge.base.version import VERSION
from sponge.io.files import companion_path, companions_of
from sponge.model.model import Model
from sponge.results.layout import model_hash

TABLES = ("zones.csv", "stations.csv", "zone_names.csv", "station_names.csv")


def machine_fingerprint() -> dict[str, str]:
    """Versions, kernels and processor of this process."""
    found = {"sponge": VERSION, "kernels": source_digest()}
    for package in ("numba", "llvmlite", "numpy", "scipy"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found | {"processor": processor()}


@lru_cache
def processor() -> str:
    """The processor as the compiler sees it: its name and a digest of its features."""
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    return f"{binding.get_host_cpu_name()} {hashlib.sha256(features.encode()).hexdigest()[:12]}"


def content_fingerprint(model: Model, measures: Iterable[Path], named: Iterable[Path], text: str) -> dict[str, str]:
    """The model with its companions, the measures, the files that the scenario names, and the scenario itself."""
    return {
        "model": model_hash(model)[:16],
        "files of the model": digest_of(_companions(model)),
        "measures": digest_of(measures),
        "files of the scenario": digest_of(named),
        "scenario": hashlib.sha256(text.encode()).hexdigest()[:16],
    }


def _companions(model: Model) -> list[Path]:
    """Files beside the model that it reads."""
    files = [companion_path(model.folder, name) for name in sorted(companions_of(model))]
    return files + [model.folder / name for name in TABLES]


def digest_of(paths: Iterable[Path]) -> str:
    """A digest of the contents of files; those that are not there count as empty."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0")
        if path.is_file():
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def files_named(tables: Any, folder: Path) -> list[Path]:
    """Every file that a table of the scenario names."""
    if isinstance(tables, Mapping):
        return [path for value in tables.values() for path in files_named(value, folder)]
    if isinstance(tables, list | tuple):
        return [path for value in tables for path in files_named(value, folder)]
    if isinstance(tables, str) and 0 < len(tables) < 256 and "\n" not in tables:
        path = folder / tables
        return [path] if _is_file(path) else []
    return []


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def difference(old: Mapping[str, str], new: Mapping[str, str]) -> list[str]:
    """What differs between two fingerprints."""
    return [
        f"{key}: was {old.get(key, 'nothing')}, is {new.get(key, 'nothing')}"
        for key in dict.fromkeys([*old, *new])
        if old.get(key) != new.get(key)
    ]
