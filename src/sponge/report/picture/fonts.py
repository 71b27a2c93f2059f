# SPDX-License-Identifier: Apache-2.0
"""Fonts of the machine, and texts that they can draw: Chinese where a font has it, else ASCII."""

from __future__ import annotations

from functools import cache

CHINESE = (  # families, by preference
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN", "PingFang SC", "Hiragino Sans GB",
    "Microsoft YaHei", "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Noto Sans CJK JP", "Droid Sans Fallback", "SimHei",
    "Heiti SC", "STHeiti", "Arial Unicode MS", "AR PL UMing CN", "SimSun",
)  # fmt: skip
LATIN = ("Inter", "Source Sans 3", "Source Sans Pro", "Noto Sans", "Open Sans", "Helvetica Neue", "Arial")
LAST = "DejaVu Sans"  # comes with matplotlib


@cache
def families() -> tuple[str, ...]:
    """Fonts to draw with, in the order in which a character is looked for."""
    from matplotlib import font_manager

    there = {entry.name for entry in font_manager.fontManager.ttflist}
    latin = next((name for name in LATIN if name in there), LAST)
    chinese = [name for name in CHINESE if name in there][:1]
    return tuple(dict.fromkeys([latin, *chinese, LAST]))


@cache
def characters() -> frozenset[int]:
    """Every character that one of these fonts has."""
    from matplotlib import font_manager
    from matplotlib.ft2font import FT2Font

    found: set[int] = set()
    for name in families():
        found |= set(FT2Font(font_manager.findfont(name)).get_charmap())
    return frozenset(found)


def drawable(text: str) -> bool:
    """Whether no character of the text would come out as an empty box."""
    return all(ord(character) in characters() for character in text if not character.isspace())


def text_of(name: str, chinese: str = "", english: str = "") -> str:
    """The Chinese name where it can be drawn; else the English one; else the identifier, as words."""
    if chinese and drawable(chinese):
        return chinese
    words = english.split(" (")[0] or name.replace("_", " ").strip()
    return plain(words[:1].upper() + words[1:])


def plain(text: str) -> str:
    """The text without characters that cannot be drawn; signs that matplotlib takes for formulas are escaped."""
    kept = "".join(c if c.isspace() or ord(c) in characters() else "" for c in text).strip()
    return kept.replace("$", r"\$")
