# SPDX-License-Identifier: Apache-2.0
"""A part of a sweep: some of the listed values of what varies, by name."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.sweep.design import text_of
from sponge.sweep.file_problems import refuse
from sponge.sweep.measures import Library
from sponge.sweep.sampling import spread
from sponge.sweep.schema import Sweep, Vary


def pick_values(sweep: Sweep, wanted: Sequence[str], library: Library) -> Sweep:
    """The sweep with those values alone that ``NAME=VALUE,VALUE`` asks for, in the sweep's own order.

    A value is named by its label or as it is written, patterns too; of measures ``base``, a measure's name and ``all``.
    """
    problems: list[str] = []
    for text in wanted:
        try:
            sweep = _restricted(sweep, text, library)
        except UsageError as error:
            problems.append(str(error))
    if problems:
        raise refuse("--only", problems)
    return sweep


def _restricted(sweep: Sweep, text: str, library: Library) -> Sweep:
    name, equals, values = (piece.strip() for piece in text.partition("="))
    words = [word.strip() for word in values.split(",") if word.strip()]
    if not equals or not words:
        raise UsageError(f"'{text}': write NAME=VALUE,VALUE, for example measures=base,all")
    if sweep.method != "product":
        raise UsageError(f"'{text}': it picks from lists of values; the method here is {sweep.method}")
    names = [v.name for v in sweep.vary]
    if name not in names:
        raise UsageError(f"'{text}': nothing that varies is called '{name}'{suggestion_or_list(name, names)}")
    vary = [_picked(spread(v, library), words) if v.name == name else v for v in sweep.vary]
    return sweep.model_copy(update={"vary": vary})


def _picked(vary: Vary, words: list[str]) -> Vary:
    values: list[Any] = vary.choices or []
    labels = vary.labels or [text_of(value) for value in values]
    known = [{label, text_of(value)} for label, value in zip(labels, values, strict=True)]
    unknown = [word for word in words if not any(_means(word, names) for names in known)]
    if unknown:
        hints = "; ".join(f"'{word}' is no value of {vary.name}{suggestion_or_list(word, labels)}" for word in unknown)
        raise UsageError(hints)
    kept = [i for i, names in enumerate(known) if any(_means(word, names) for word in words)]
    picked = {"values": [values[i] for i in kept]}
    return vary.model_copy(update=picked | ({"labels": [labels[i] for i in kept]} if vary.labels else {}))


def _means(word: str, names: set[str]) -> bool:
    """Whether a word is one of the names of a value, or a pattern of one."""
    return word in names or any(fnmatchcase(name, word) for name in names)
