# SPDX-License-Identifier: Apache-2.0
"""What shows that files are as they were left: digests of their contents, and small tables that carry their own.

A disk that loses or turns bits, a copy that was cut off, a hand that edits: all are noticed before a block of a sweep
is taken for finished.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError

SEAL = "seal"
TURNED = 4  # characters that may differ between a table and its damaged self


def digest_of_files(paths: Iterable[Path], folder: Path) -> str:
    """A digest of names, as the folder has them, and contents; the empty text where one cannot be read."""
    digest = hashlib.sha256()
    try:
        for path in paths:
            digest.update(f"{path.relative_to(folder)}\0".encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "sha256").digest())
    except OSError:
        return ""
    return digest.hexdigest()


def digest_of_table(data: Any) -> str:
    """A digest of what a JSON file can hold."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def write_sealed(path: Path, data: dict[str, Any]) -> None:
    """Write a table with its digest: aside, brought to the disk, renamed. UsageError where the disk takes none."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with aside.open("w", encoding="utf-8") as file:
            json.dump(data | {SEAL: digest_of_table(data)}, file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(aside, path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror or error}") from error


def read_sealed(path: Path) -> dict[str, Any] | None:
    """A table as it was written; None where it is not there, or not as it was written."""
    found, whole = read_table(path)
    return found if whole else None


def read_table(path: Path) -> tuple[dict[str, Any], bool]:
    """What can be read of a table, and whether it is as it was written."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        seal = found.pop(SEAL, None)
    except (OSError, ValueError, TypeError, AttributeError, RecursionError):
        return {}, False
    return found, seal == digest_of_table(found)


def bits_apart(one: dict[str, str], other: dict[str, str]) -> bool:
    """Are two tables the same but for a few characters that were turned?"""
    a, b = json.dumps(one, sort_keys=True), json.dumps(other, sort_keys=True)
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= TURNED
