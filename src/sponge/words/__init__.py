# SPDX-License-Identifier: Apache-2.0
"""Texts that sponge shows to its reader, in English and Chinese: one catalogue.

A text is written in English where it is used, ``say("Peak runoff")``, and is looked up by it. The files
``zh/*.toml``, one for each part of sponge, hold the Chinese, ``"Peak runoff" = "峰值径流"``. Values go in by name:
``say("{count} of {all} pass", count=3, all=5)``. A test checks that every text in the sources stands in a file.
Imports nothing of sponge but errors.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sponge.base.errors import UsageError

LANGUAGES = ("zh", "en", "both")
FOLDER = Path(__file__).parent
VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # of the environment, the first that is set decides


@cache
def catalogue(language: str) -> dict[str, str]:
    """English text -> text in another language, of all files together."""
    found: dict[str, str] = {}
    for path in sorted((FOLDER / language).glob("*.toml")):
        found |= tomllib.loads(path.read_text(encoding="utf-8"))
    return found


def language_of(asked: str | None = None, environment: Mapping[str, str] = os.environ) -> str:
    """The language that is asked for, else the environment's (LC_ALL, LC_MESSAGES, LANG): Chinese, or English."""
    if asked is not None:
        if asked not in LANGUAGES:
            raise UsageError(f"there is no language '{asked}'; there are: {', '.join(LANGUAGES)}")
        return asked
    value = next((environment[name] for name in VARIABLES if environment.get(name)), "")
    return "zh" if value.lower().startswith("zh") else "en"


class Words:
    """Says texts in one language, or in both: Chinese, then English."""

    def __init__(self, language: str = "en"):
        self.language = language_of(language)

    def __call__(self, text: str, **values: Any) -> str:
        """The text with its values put in; English where the catalogue lacks it."""
        chinese = catalogue("zh").get(text, text)
        said = {"en": [text], "zh": [chinese]}.get(self.language, [chinese, text])
        told = dict.fromkeys(one.format(**values) if values else one for one in said)
        return " / ".join(told)

    def name(self, english: str, chinese: str) -> str:
        """A name that data have in both languages; where it is empty in one, the other's is taken."""
        said = {"en": [english or chinese], "zh": [chinese or english]}.get(self.language, [chinese, english])
        return " / ".join(dict.fromkeys(one for one in said if one))
