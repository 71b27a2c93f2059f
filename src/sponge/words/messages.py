# SPDX-License-Identifier: Apache-2.0
"""Chinese for sentences that code makes with names and numbers in them: errors, notes, hints.

Code writes these sentences in English. The files ``messages/*.toml`` hold them with {} for what varies and {#} for a
number. A sentence is recognized by its fixed words; its Chinese has what varies put in. Sentences joined by ";" or ","
are translated one by one; a sentence that no file holds stays English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sponge.words import Words, catalogue

FOLDER = Path(__file__).parent / "messages"
HOLE = re.compile(r"\{\d*\}|\{#\}")
NUMBER = r"([-+>]?[\d.,]+(?:e[-+]?\d+)?|nan|inf)"  # what {#} stands for
WITHIN = "((?:(?!; ).)*?)"  # what {} stands for: it does not reach into the next sentence
JOINTS = ((" / ", " / "), ("; ", "；"), (". ", "。"), (", ", "，"))  # between sentences
DEEPEST = 4  # depth to which sentences within sentences are translated


@cache
def messages() -> dict[str, str]:
    """English sentence with holes -> Chinese, of all files."""
    found: dict[str, str] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def told(sentence: str, language: str) -> str:
    """A sentence in one language, or in both; English where no file holds it."""
    return Words(language).name(sentence, in_chinese(sentence))


def in_chinese(sentence: str, depth: int = 0) -> str:
    """A sentence in Chinese, as far as the files hold its parts."""
    whole = messages().get(sentence) or catalogue("zh").get(sentence)
    if whole is not None or depth > DEEPEST or not sentence.strip():
        return whole if whole is not None else sentence
    for pattern, chinese in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            return _filled(chinese, [in_chinese(value, depth + 1) for value in found.groups()])
    for joint, mark in JOINTS:
        parts = sentence.split(joint)
        said = [in_chinese(part, depth + 1) for part in parts] if len(parts) > 1 else parts
        if said != parts:
            return mark.join(said)
    return sentence


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    """Sentences with holes as patterns, those with most fixed words first."""
    holed = sorted((text for text in messages() if HOLE.search(text)), key=lambda text: -len(HOLE.sub("", text)))
    return [(re.compile(_pattern(text), re.DOTALL), messages()[text]) for text in holed]


def _pattern(text: str) -> str:
    fixed = [re.escape(part) for part in HOLE.split(text)]
    holes = [NUMBER if hole == "{#}" else WITHIN for hole in HOLE.findall(text)]
    return fixed[0] + "".join(hole + part for hole, part in zip(holes, fixed[1:], strict=True))


def _filled(chinese: str, values: list[str]) -> str:
    """The holes of a sentence filled in their order, or by their numbers."""
    order: Iterator[str] = iter(values)

    def fill(hole: re.Match[str]) -> str:
        number = hole[0][1:-1]
        return values[int(number)] if number else next(order)

    return HOLE.sub(fill, chinese)
