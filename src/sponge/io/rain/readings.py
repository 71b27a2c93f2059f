# SPDX-License-Identifier: Apache-2.0
"""What the readers of rain files give."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sponge.io.numbered_lines import NumberedLines

INCH, MILLIMETRE = 0.0254, 1e-3
HOUR, QUARTER = 3600, 900
DAY = 86400
Reading = tuple[int, float]  # (start of the interval, s since 1970-01-01; depth m)


ReadRain = Callable[[NumberedLines], Iterator[Reading]]
