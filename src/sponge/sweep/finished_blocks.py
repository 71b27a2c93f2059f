# SPDX-License-Identifier: Apache-2.0
"""The folder NAME.parts: finished blocks, and a manifest of what they are of.

``manifest.json`` holds the fingerprint and the size of a block; ``block-00007.json`` says that block 7 is finished, how
its lanes ended and what digest its results have, and is written after these are on the disk. Each carries a digest of
its own; a note also says which sweep it is of, so that a manifest that was damaged can be written anew.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from sponge.base.errors import UsageError
from sponge.sweep.block import Ended
from sponge.sweep.fingerprint import difference
from sponge.sweep.seals import bits_apart, digest_of_table, read_sealed, read_table, write_sealed

MANIFEST = "manifest.json"
LOCK = "lock"
FORMAT = "2"
HALF_WRITTEN = (".*.tmp", ".*.frame", "**/*.partial")  # what a process that was killed leaves; the last are zarr's


def parts_folder(output: Path) -> Path:
    """NAME.parts beside the output."""
    return output.with_name(f"{output.stem}.parts")


def mark_of(fingerprint: dict[str, str]) -> str:
    """What a note says of the sweep that it is of."""
    return digest_of_table(fingerprint)[:16]


@dataclass(frozen=True)
class Note:
    """What is noted of a finished block."""

    ended: Ended
    results: str  # digest of its results


@dataclass(frozen=True)
class FinishedBlocks:
    """The folder of a sweep that is not finished."""

    folder: Path
    of: str = ""  # digest of the sweep's fingerprint; none: of any

    def results(self, block: int) -> Path:
        """Where a block's results are, in a sweep that ends as netCDF."""
        return self.folder / f"block-{block:05d}.nc"

    @property
    def store(self) -> Path:
        """Where all results are, in a sweep that ends as zarr."""
        return self.folder / "results.zarr"

    def _place(self, block: int) -> Path:
        return self.folder / f"block-{block:05d}.json"

    # --- finished blocks ---

    def finish(self, block: int, size: int, ended: Ended, results: str) -> None:
        """Note that a block of a sweep in blocks of this size is finished, and the digest of its results."""
        note = {"of": self.of, "size": size, "status": ended.status, "reasons": ended.reasons, "results": results}
        write_sealed(self._place(block), note)

    def note(self, block: int) -> Note | None:
        """What is noted of a block; None while it is not finished, or where the note is damaged or of another sweep."""
        found = read_sealed(self._place(block))
        if found is None or self.of not in ("", found["of"]):
            return None
        return Note(Ended(tuple(found["status"]), tuple(found["reasons"])), found["results"])

    def ended(self, block: int) -> Ended | None:
        """How a block ended; None while it is not finished."""
        note = self.note(block)
        return note.ended if note else None

    # --- begin and end ---

    def begin(self, fingerprint: dict[str, str], size: int, resume: bool) -> int:
        """Make the folder, or go on with one that fits; the size of its blocks. UsageError where neither can be."""
        if self.folder.exists():
            return self._go_on(fingerprint, resume)
        if resume:
            raise UsageError(f"there is nothing to resume: {self.folder} does not exist")
        try:
            self.folder.mkdir()
        except OSError as error:
            raise UsageError(f"cannot write {self.folder}: {error.strerror or error}") from None
        self._begin_with(fingerprint, size)
        return size

    def _begin_with(self, fingerprint: dict[str, str], size: int) -> None:
        write_sealed(self.folder / MANIFEST, {"format": FORMAT, "block": size, "of": fingerprint})

    def _go_on(self, fingerprint: dict[str, str], resume: bool) -> int:
        if not resume:
            raise UsageError(
                f"{self.folder} holds blocks of a sweep that was not finished: --resume goes on with it, or remove it"
            )
        manifest, whole = read_table(self.folder / MANIFEST)
        try:
            of, size = {str(key): str(value) for key, value in manifest["of"].items()}, int(manifest["block"])
        except (KeyError, TypeError, ValueError, AttributeError):
            return self._with_new_manifest(fingerprint)
        if not whole and bits_apart(of, fingerprint):
            return self._with_new_manifest(fingerprint)
        differs = difference(of, fingerprint)
        if differs:
            lines = "\n".join(f"  {line}" for line in differs)
            raise UsageError(
                f"{self.folder} is of another sweep; what differs:\n{lines}\nremove it, or give another --output"
            )
        return size

    def _with_new_manifest(self, fingerprint: dict[str, str]) -> int:
        """The size of blocks where the manifest is damaged and finished blocks say that they are of this sweep."""
        notes = [note for path in sorted(self.folder.glob("block-*.json")) if (note := read_sealed(path))]
        sizes = {note["size"] for note in notes if note["of"] == mark_of(fingerprint)}
        if len(sizes) != 1:
            path = self.folder / MANIFEST
            raise UsageError(f"{path} cannot be read: remove {self.folder} and start anew")
        size = int(sizes.pop())
        self._begin_with(fingerprint, size)
        return size

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One sweep at a time works in the folder; UsageError for a second."""
        lock = FileLock(self.folder / LOCK)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            raise UsageError(f"another sweep is at work in {self.folder}") from None
        try:
            for left in [path for pattern in HALF_WRITTEN for path in self.folder.glob(pattern)]:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
            yield
        finally:
            lock.release()
            self._leave_no_lock()

    def _leave_no_lock(self) -> None:
        """Remove the folder where nothing but the lock is left: a system may keep what is locked."""
        with suppress(OSError):
            if [path.name for path in self.folder.iterdir()] == [LOCK]:
                shutil.rmtree(self.folder)

    def any_finished(self) -> bool:
        """Is there something worth keeping?"""
        return next(self.folder.glob("block-*.json"), None) is not None

    def remove(self) -> None:
        """The sweep is finished, or nothing of it is worth keeping."""
        shutil.rmtree(self.folder, ignore_errors=True)
