"""Hints: what the user may have meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

MOST = 3000  # names compared: a hint must not take seconds


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'did you mean X?', or nothing where no name comes near."""
    word = word.upper()[:200]
    near = (name for name in known if abs(len(name) - len(word)) <= 3)
    by_upper = {name.upper(): name for name in islice(near, MOST)}
    close = get_close_matches(word, by_upper, n=1, cutoff=0.6)
    return f"did you mean {by_upper[close[0]]}?" if close else ""
