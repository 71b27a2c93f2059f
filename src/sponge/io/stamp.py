# SPDX-License-Identifier: Apache-2.0
"""When a file was made, as files say it."""

from __future__ import annotations

import os
from datetime import UTC, datetime

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
