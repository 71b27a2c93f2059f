# SPDX-License-Identifier: Apache-2.0
"""Texts of the page in both languages at once: the page shows one of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup, escape

from sponge.words import Words, catalogue
from sponge.words.messages import in_chinese

ENGLISH, CHINESE = Words("en"), Words("zh")
QUOTED = re.compile(r'"([^"\n]*)"')  # in the page's scripts


def say(text: str, **values: Any) -> Markup:
    """A text of the catalogue in both languages; a value may be a pair of English and Chinese."""
    in_each = [{key: v[k] if isinstance(v, tuple) else v for key, v in values.items()} for k in range(2)]
    return both(*(words(text, **said) for words, said in zip((ENGLISH, CHINESE), in_each, strict=True)))


def both(english: str, chinese: str = "") -> Markup:
    """Two spans, of which the page's style shows one; one text where both are the same."""
    if not chinese or chinese == english:
        return escape(english)
    return Markup('<span class="en" lang="en">{}</span><span class="zh" lang="zh">{}</span>').format(english, chinese)


def in_both(name: str, measures: Mapping[str, str]) -> tuple[str, str]:
    """A scenario's name in English and in Chinese; ``measures`` maps names of measures to Chinese titles."""
    return name, ", ".join(measures.get(part) or in_chinese(part) for part in name.split(", "))


def dictionary(scripts: str, also: tuple[str, ...] = ()) -> dict[str, str]:
    """English -> Chinese of all texts in the scripts, and of those in ``also``, as far as the catalogue has them."""
    known = catalogue("zh")
    return {text: known[text] for text in dict.fromkeys((*QUOTED.findall(scripts), *also)) if text in known}
