# SPDX-License-Identifier: Apache-2.0
"""When a file was made, as files say it."""

from __future__ import annotations

import os
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from sponge.base.errors import UsageError

VARIABLE = "SOURCE_DATE_EPOCH"  # reproducible-builds.org: seconds since 1970 that stand for now in everything made


def made_at() -> datetime:
    """Now, UTC, or what SOURCE_DATE_EPOCH says, to the second; UsageError where that is no time."""
    given = os.environ.get(VARIABLE)
    if not given:
        return datetime.now(UTC).replace(microsecond=0, tzinfo=None)
    try:
        return datetime.fromtimestamp(int(given), UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        raise UsageError(f"{VARIABLE} is '{given}': whole seconds since 1970 are expected") from None


def stamp_archive(path: Path) -> None:
    """Let a workbook or document say when it was made as our other files do: it can be made again to the same bytes."""
    made = made_at()
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            if name == "docProps/core.xml":
                data = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", f"{made.isoformat()}Z".encode(), data)
            archive.writestr(zipfile.ZipInfo(name, made.timetuple()[:6]), data, zipfile.ZIP_DEFLATED)
