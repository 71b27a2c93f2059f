"""The folder NAME.parts: finished blocks, and a manifest of what they are of.

``manifest.json`` holds the fingerprint and the size of a block; ``block-00007.json`` says that block 7 is finished and
how its lanes ended, and is written after the block's results are on the disk.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError
from sponge.sweep.block import Ended
from sponge.sweep.fingerprint import difference

MANIFEST = "manifest.json"
FORMAT = "1"


def parts_folder(output: Path) -> Path:
    """NAME.parts beside the output."""
    return output.with_name(f"{output.stem}.parts")


@dataclass(frozen=True)
class FinishedBlocks:
    """The folder of a sweep that is not finished."""

    folder: Path

    def results(self, block: int) -> Path:
        """Where a block's results are, in a sweep that ends as netCDF."""
        return self.folder / f"block-{block:05d}.nc"

    @property
    def store(self) -> Path:
        """Where all results are, in a sweep that ends as zarr."""
        return self.folder / "results.zarr"

    def _note(self, block: int) -> Path:
        return self.folder / f"block-{block:05d}.json"

    # --- finished blocks ---

    def finish(self, block: int, ended: Ended) -> None:
        """Note that a block is finished."""
        write_json(self._note(block), {"status": ended.status, "reasons": ended.reasons})

    def ended(self, block: int) -> Ended | None:
        """How a block ended; None while it is not finished."""
        try:
            found = json.loads(self._note(block).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return Ended(tuple(found["status"]), tuple(found["reasons"]))

    # --- begin and end ---

    def begin(self, fingerprint: dict[str, str], size: int, resume: bool) -> int:
        """Make the folder, or go on with one that fits; the size of its blocks. UsageError where neither can be."""
        if self.folder.exists():
            return self._go_on(fingerprint, resume)
        if resume:
            raise UsageError(f"there is nothing to resume: {self.folder} does not exist")
        try:
            self.folder.mkdir()
            write_json(self.folder / MANIFEST, {"format": FORMAT, "block": size, "of": fingerprint})
        except OSError as error:
            raise UsageError(f"cannot write {self.folder}: {error.strerror or error}") from None
        return size

    def _go_on(self, fingerprint: dict[str, str], resume: bool) -> int:
        if not resume:
            raise UsageError(
                f"{self.folder} holds blocks of a sweep that was not finished: --resume goes on with it, or remove it"
            )
        manifest = self._manifest()
        differs = difference(manifest["of"], fingerprint)
        if differs:
            lines = "\n".join(f"  {line}" for line in differs)
            raise UsageError(
                f"{self.folder} is of another sweep; what differs:\n{lines}\nremove it, or give another --output"
            )
        return int(manifest["block"])

    def _manifest(self) -> dict[str, Any]:
        path = self.folder / MANIFEST
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
            return {"block": int(found["block"]), "of": dict(found["of"])}
        except (OSError, ValueError, KeyError, TypeError):
            raise UsageError(f"{path} cannot be read: remove {self.folder} and start anew") from None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One sweep at a time works in the folder; UsageError for a second."""
        with (self.folder / MANIFEST).open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise UsageError(f"another sweep is at work in {self.folder}") from None
            for left in self.folder.glob(".block-*.tmp"):  # of a process that was killed
                left.unlink(missing_ok=True)
            yield

    def any_finished(self) -> bool:
        """Is there something worth keeping?"""
        return next(self.folder.glob("block-*.json"), None) is not None

    def remove(self) -> None:
        """The sweep is finished, or nothing of it is worth keeping."""
        shutil.rmtree(self.folder, ignore_errors=True)


def write_json(path: Path, data: Any) -> None:
    """Write aside, bring to the disk, rename."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with aside.open("w", encoding="utf-8") as file:
        json.dump(data, file, indent=1, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside, path)
