# SPDX-License-Identifier: Apache-2.0
"""A file for HDF5 to write to that never fails under it.

HDF5 does not survive a write that fails (a full disk): it keeps trying and ends the process. So the first error is
kept, what follows it is dropped, and the writer asks for the error after each step.
"""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any


class CarefulFile(io.FileIO):
    """A new file; ``error`` is what first went wrong."""

    def __init__(self, path: Path):
        super().__init__(path, "x+")
        self.error: OSError | None = None

    def write(self, data: Any) -> int:
        """Write all, or remember why not."""
        view = memoryview(data).cast("B")
        end = self.tell() + len(view)

        def write_all() -> None:
            left = view
            while len(left):
                left = left[super(CarefulFile, self).write(left) or 0 :]

        self._try(write_all)
        self.seek(end)
        return len(view)

    def truncate(self, size: int | None = None) -> int:
        """Set the size, or remember why not."""
        self._try(lambda: super(CarefulFile, self).truncate(size))
        return self.tell() if size is None else size

    def readinto(self, buffer: Any) -> int:
        """Read; beyond the end there are zeros, as HDF5 may look at what could not be written."""
        view = memoryview(buffer).cast("B")
        count = super().readinto(view) or 0
        view[count:] = bytes(len(view) - count)
        return len(view)

    def settle(self) -> None:
        """Bring everything to the disk, or remember why not."""
        self._try(lambda: os.fsync(self.fileno()))

    def _try(self, action: Callable[[], Any]) -> None:
        if self.error is None:
            try:
                action()
            except OSError as error:
                self.error = error
