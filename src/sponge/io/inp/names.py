# SPDX-License-Identifier: Apache-2.0
"""The first pass: which objects there are, so that sections may come in any order."""

from __future__ import annotations

from sponge.io.inp.context import Context
from sponge.io.inp.sections import SECTIONS


def collect_names(context: Context) -> None:
    """Fill ``context.names``; a name defined twice is a fatal problem."""
    context.names = {kind: {} for section in SECTIONS for kind in section.defines}
    rows: list[tuple[int, str, str, tuple[str, ...]]] = []
    for section in SECTIONS:
        if not section.defines:
            continue
        for line in context.lines(section.name):
            name = section.name_in(line.tokens)
            if name is not None and section.several_rows:
                _define(context, name, section.defines)
            elif name is not None:
                rows.append((line.number, name, section.name, section.defines))
    for number, name, where, kinds in sorted(rows):
        if name.upper() in context.names[kinds[0]]:
            context.problem(f"{kinds[0]} {name!r} is defined twice", number, where, "names ignore case")
        _define(context, name, kinds)


def _define(context: Context, name: str, kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        context.names[kind].setdefault(name.upper(), name)


def node_order(context: Context) -> tuple[str, ...]:
    """Names of nodes as the file defines them, whatever their kinds: the order of EPA SWMM's results."""
    return tuple(context.names["node"].values())


def link_order(context: Context) -> tuple[str, ...]:
    """Names of links as the file defines them."""
    return tuple(context.names["link"].values())
