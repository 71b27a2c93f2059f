# SPDX-License-Identifier: Apache-2.0
"""What the user may have meant by a word that is not known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from heapq import nlargest

COMPARED = 200  # names compared in full; of more, those that are likely
LONGEST = 200  # letters of a word that are looked at
ALIKE = 0.55  # least ratio of difflib between the word and the name that is offered
OTHER_LENGTH = 3  # letters that a likely name has more or fewer than the word
LISTED = 30  # names told where none is alike
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_-."


def nearest(word: str, known: Iterable[str]) -> str:
    """The name that a word comes nearest to, whatever their capitals; empty where none is alike.

    Of many names only those that are one slip of the pen away are compared in full, or else those that share most
    letters with the word, so that time is linear in the number of names and short.
    """
    word = word.lower()[:LONGEST]
    names = {name.lower(): name for name in known}
    if word in names:
        return names[word]
    likely: Iterable[str] = names
    if len(names) > COMPARED:
        likely = [slip for slip in _slips(word) if slip in names] or _sharing_letters(word, names)
    close = get_close_matches(word, likely, n=1, cutoff=ALIKE)
    return names[close[0]] if close else ""


def _slips(word: str) -> Iterator[str]:
    """Everything that is one letter left out, put in, replaced or two exchanged away from a word."""
    for k in range(len(word) + 1):
        before, after = word[:k], word[k:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in LETTERS:
            yield before + letter + after
            yield before + letter + after[1:]


def _sharing_letters(word: str, names: Iterable[str]) -> list[str]:
    """The names of about the same length that have most letters in common with a word."""
    shared = set(word).intersection
    like = (name for name in names if abs(len(name) - len(word)) <= OTHER_LENGTH)
    return nlargest(COMPARED, like, key=lambda name: len(shared(name)))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'did you mean X?', or nothing where no name comes near."""
    near = nearest(word, known)
    return f"did you mean {near}?" if near else ""


class Hints:
    """Suggestions for the first words that are not known: nobody reads thousands, and each takes time."""

    def __init__(self, left: int = 50):
        self.left = left

    def __call__(self, word: str, known: Callable[[], Iterable[str]] | Iterable[str]) -> str:
        """As ``did_you_mean``, until enough were given."""
        if not self.left:
            return ""
        self.left -= 1
        return did_you_mean(word, known() if callable(known) else known)


def suggestion(word: str, known: Iterable[str]) -> str:
    """The end of a sentence: ", did you mean 'X'?", or nothing where no name comes near."""
    near = nearest(word, known)
    return f", did you mean '{near}'?" if near else ""


def listing(names: Iterable[str]) -> str:
    """Names one after another, in quotes where one has a comma in it."""
    told = list(names)
    return ", ".join(f"'{name}'" for name in told) if any("," in name for name in told) else ", ".join(told)


def suggestion_or_list(word: str, known: Iterable[str]) -> str:
    """The same; where no name comes near, all that there are, unless they are many."""
    names = list(known)
    listed = f"; there are: {listing(sorted(names))}" if 0 < len(names) <= LISTED else ""
    return suggestion(word, names) or listed
