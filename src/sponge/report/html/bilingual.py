# SPDX-License-Identifier: Apache-2.0
"""Texts of the page in both languages at once: the page shows one of them."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup, escape

from sponge.words import Words, catalogue

ENGLISH, CHINESE = Words("en"), Words("zh")
QUOTED = re.compile(r'"([^"\n]*)"')  # in the page's scripts


def say(text: str, **values: Any) -> Markup:
    """A text of the catalogue in both languages."""
    return both(ENGLISH(text, **values), CHINESE(text, **values))


def both(english: str, chinese: str = "") -> Markup:
    """Two spans, of which the page's style shows one; one text where both are the same."""
    if not chinese or chinese == english:
        return escape(english)
    return Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh">{}</span>').format(english, chinese)


def dictionary(scripts: str, also: tuple[str, ...] = ()) -> dict[str, str]:
    """English -> Chinese of all texts in the scripts, and of others that they show, that the catalogue has."""
    known = catalogue("zh")
    return {text: known[text] for text in dict.fromkeys((*QUOTED.findall(scripts), *also)) if text in known}
