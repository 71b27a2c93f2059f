# SPDX-License-Identifier: Apache-2.0
"""One row being read: it hands out numbers, words and names, and remembers what is wrong with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sponge.base.dates import DATE, TIME, day_of, is_half_of_day, short_year
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import FULL_WORDS, NO_YES, match
from sponge.io.inp.numbers import STEEPEST, is_huge, moment, to_number, to_seconds

NAN = float("nan")


def clock(seconds: float) -> str:
    """A time of day as messages give it."""
    minutes, rest = divmod(seconds, 60.0)
    return f"{int(minutes // 60)}:{int(minutes % 60):02d}" + (f":{rest:04.1f}" if rest else "")


class BadRow(Exception):
    """A row that cannot be read any further."""


class Row:
    """A line of a section. Whatever is wrong is reported once, and a harmless value handed out in its place."""

    __slots__ = ("comment", "context", "failed", "line", "section", "text", "tokens")

    def __init__(self, context: Context, section: str, line: int, tokens: list[str], text: str, comment: str = ""):
        self.context, self.section, self.line = context, section, line
        self.tokens, self.text, self.comment = tokens, text, comment
        self.failed = False

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def name(self) -> str:
        """The first token."""
        return self.tokens[0]

    def bad(self, message: str, hint: str = "") -> None:
        """Report a fatal problem."""
        self.failed = True
        self.context.problem(message, self.line, self.section, hint)

    def warn(self, message: str, hint: str = "") -> None:
        """Report what EPA SWMM only warns of."""
        self.context.problem(message, self.line, self.section, hint, fatal=False)

    def need(self, n: int, layout: str) -> None:
        """Stop reading a row of fewer than n tokens."""
        if len(self.tokens) < n:
            self.bad(f"too few items: {len(self.tokens)} where {n} are needed", layout)
            raise BadRow

    def item(self, i: int, default: str = "") -> str:
        """Token i as it stands."""
        return self.tokens[i] if i < len(self.tokens) else default

    def number(
        self, i: int, what: str, default: float = NAN, *, low: float | None = None, above: float | None = None,
        high: float | None = None,
    ) -> float:  # fmt: skip
        """Token i as a number; ``default`` where the row ends before it (a row must be long enough if none is given).

        Smaller than ``low``, not greater than ``above`` or greater than ``high`` is wrong.
        """
        try:
            value = to_number(self.tokens[i])
        except IndexError:
            return default
        if value is None:
            self.bad(f"{what} is {'not a number' if not is_huge(self.tokens[i]) else 'too large'}: {self.tokens[i]!r}")
            return default if default == default else 0.0
        if low is None and above is None and high is None:
            return value
        if (low is not None and value < low) or (above is not None and value <= above):
            limit = "be negative" if low == 0 else f"be less than {low:g}" if low is not None else "be zero or negative"
            self.bad(f"{what} cannot {limit}: {self.tokens[i]}")
        elif high is not None and value > high:
            self.bad(f"{what} cannot be more than {high:g}: {self.tokens[i]}")
        return value

    def exponent(self, i: int, default: float = NAN, low: float = -STEEPEST) -> float:
        """Token i as an exponent that the power of a length can have; one that is refused is 1 from there on."""
        value = self.number(i, "exponent", default, low=low, high=STEEPEST)
        return value if low <= value <= STEEPEST else 1.0

    def numbers(self, i: int, n: int, what: str) -> tuple[float, ...]:
        """n numbers from token i on."""
        return tuple(self.number(j, what) for j in range(i, i + n))

    def word(self, i: int, words: tuple[str, ...], what: str, default: str = "") -> str:
        """Token i as the keyword that it begins with."""
        if i >= len(self.tokens):
            return default
        word = match(self.tokens[i], words)
        if word is None:
            hints = (self.context.hint(self.tokens[i], words), "one of " + ", ".join(words))
            self.bad(f"unknown {what} {self.tokens[i]!r}", " ".join(filter(None, hints)))
            return default or words[0]
        self.longer(i, word, what)
        return word

    def longer(self, i: int, word: str, what: str) -> None:
        """Warn of token i that only begins with the word it is read as."""
        token = self.tokens[i].upper()
        if token != word.upper() and token not in FULL_WORDS.get(word, ()):
            self.warn(f"{what} {self.tokens[i]!r} is read as {word}", "a word counts by its beginning, as for EPA SWMM")

    def flag(self, i: int, what: str, default: bool = False) -> bool:
        """Token i as YES or NO."""
        if i >= len(self.tokens):
            return default
        return self.word(i, NO_YES, what) == "YES"

    def day(self, i: int) -> int | None:
        """Token i as days since 1970-01-01; a year of two digits is taken as it stands, and told."""
        day = day_of(self.item(i))
        if day is None:
            self.bad(f"not a date: {self.item(i)!r}", DATE)
        elif short_year(day):
            self.warn(f"the year of {self.item(i)} is taken as {short_year(day)}", "write years with four digits")
        return day

    def clock(self, i: int) -> float | None:
        """Token i as seconds of a time of day or a duration; AM or PM may be the token after it."""
        half = self.item(i + 1) if is_half_of_day(self.item(i + 1)) else ""
        seconds = to_seconds(f"{self.item(i)} {half}".rstrip())
        if seconds is None:
            self.bad(f"not a time: {f'{self.item(i)} {half}'.rstrip()!r}", TIME)
        elif half or self.item(i)[-1:] in "mM":
            self.warn(f"{self.item(i)} {half}".rstrip() + f" is {clock(seconds)}", "EPA SWMM ignores AM and PM")
        return seconds

    def moment(self, i: int) -> datetime | None:
        """Tokens i and i + 1 as a date and a time of day."""
        day, seconds = self.day(i), self.clock(i + 1)
        return None if day is None or seconds is None else moment(day, seconds)

    def date(self, i: int) -> datetime | None:
        """The day that token i gives; None where it is missing or a star."""
        day = None if self.starred(i) else self.day(i)
        return None if day is None else moment(day, 0.0)

    def starred(self, i: int) -> bool:
        """Whether token i is missing or a star."""
        return i >= len(self.tokens) or self.tokens[i][:1] == "*"

    def ref(self, i: int, *kinds: str) -> str:
        """Token i as the name of an object of one of these kinds, spelt as where it is defined."""
        token = self.tokens[i]
        for kind in kinds:
            name = self.context.names[kind].get(token.upper())
            if name is not None:
                return name
        self.bad(
            f"{' or '.join(kinds)} {token!r} is not defined",
            self.context.hint(token, lambda: [n for k in kinds for n in self.context.names[k].values()]),
        )
        return token

    def keep(self, table: str, key: Any, value: Any) -> None:
        """Put what the row gives into a table; a second row of the same takes the place of the first, and is told."""
        lines = self.context.table(f"lines of {table}")
        if key in lines:
            what = "/".join(key) if isinstance(key, tuple) else key
            self.warn(f"a second row of {what!r}: it takes the place of that on line {lines[key]}")
        lines[key] = self.line
        self.context.table(table)[key] = value

    def own(self, kind: str) -> str:
        """The row's own name, spelt as where the object was first named."""
        return self.context.names[kind].get(self.tokens[0].upper(), self.tokens[0])
