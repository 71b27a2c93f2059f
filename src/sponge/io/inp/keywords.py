# SPDX-License-Identifier: Apache-2.0
"""The words of an .inp. A token means the first word of its list that it begins with, whatever the case."""

from __future__ import annotations

from functools import lru_cache

NO_YES = ("NO", "YES")
FULL_WORDS = {  # keywords that are short for these
    "IMPERV": ("IMPERVIOUS",), "PERV": ("PERVIOUS",), "CONCEN": ("CONCENTRATION",),
    "IN": ("INCHES",), "TEMP": ("TEMPERATURE",), "EVAP": ("EVAPORATION",), "RAIN": ("RAINFALL",),
    "CONDUCT": ("CONDUCTIVITY",), "SUBCATCH": ("SUBCATCHMENT", "SUBCATCHMENTS"), "NODE": ("NODES",),
    "POW": ("POWER",), "EXP": ("EXPONENTIAL",), "SAT": ("SATURATION",), "EXT": ("EXTERNAL",),
    "TABULAR": ("TABULAR/DEPTH", "TABULAR/HEAD"), "FUNCTIONAL": ("FUNCTIONAL/DEPTH", "FUNCTIONAL/HEAD"),
    "LINK": ("LINKS",), "CONTROL": ("CONTROLS",), "INFIL": ("INFILTRATION",),
}  # fmt: skip


@lru_cache(maxsize=4096)
def match(token: str, words: tuple[str, ...]) -> str | None:
    """The first word that the token begins with."""
    token = token.lstrip(" ").upper()
    for word in words:
        if token.startswith(word.upper()):
            return word
    return None
