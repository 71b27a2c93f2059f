# SPDX-License-Identifier: Apache-2.0
"""Canadian rain files: AES and CMC, hourly and 15-minute."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sponge.base.times import midnight
from sponge.io.numbered_lines import NumberedLines
from sponge.io.rain.readings import DAY, HOUR, MILLIMETRE, QUARTER, Reading, ReadRain

CANADIAN = (  # year's digits, element, length of a line, interval, columns before the values
    (3, 123, 184, HOUR, 17),
    (4, 159, 690, QUARTER, 18),
    (4, 123, 185, HOUR, 18),
)


def canadian_reader(line: str) -> tuple[int, ReadRain] | None:
    """Interval [s] and reader of AES (HLY) and CMC (HLY, FIF) records: station, date, element, values of 0.1 mm."""
    for digits, element, length, interval, column in CANADIAN:
        head = re.compile(rf"\s*\d{{7}}(\d{{{digits}}})([ \d]\d)([ \d]\d){element}")
        if not head.match(line) or len(line) < length:
            continue

        def read(lines: NumberedLines, head=head, interval=interval, column=column) -> Iterator[Reading]:
            for text in lines:
                found = head.match(text)
                if not found:
                    lines.lose()
                    continue
                year = int(found[1])
                year += 0 if len(found[1]) == 4 else 2000 if year < 100 else 1000
                day = midnight(year, int(found[2]), int(found[3]))
                for i in range(DAY // interval):
                    value = re.match(r"\s*(-?\d{1,6}).", text[column + 7 * i : column + 7 * i + 7])
                    if not value:
                        break
                    if int(value[1]) > 0:
                        yield day + (i - 1) * interval, int(value[1]) / 10.0 * MILLIMETRE

        return interval, read
    return None
