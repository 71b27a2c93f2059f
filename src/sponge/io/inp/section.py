# SPDX-License-Identifier: Apache-2.0
"""What a section of the .inp is: how it is recognised, read, written, and what becomes of its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sponge.base.units import Units
from sponge.io.inp.context import Context
from sponge.io.inp.row import Row
from sponge.io.inp.text import Lines
from sponge.model.model import Model

Built = dict[str, Any]  # field of the Model -> its value


class Output(NamedTuple):
    """What the writer of a section must know besides the Model."""

    units: Units  # of the file
    companion: Callable[[str], str]  # how a companion file is named from the new file's folder
    series: dict[str, list[str]]  # series to write -> the text of each value
    curves: dict[str, list[str]]  # curves to write -> the text of each point
    names: tuple[str, ...] = ()  # the elements to write, in the sections that have an ``order``


def first_token(tokens: list[str]) -> str:
    """The name that a row defines, in most sections."""
    return tokens[0]


def nothing_to_settle(context: Context) -> None:
    """A section of which nothing is needed before all are read."""


def nothing_to_build(context: Context, built: Built) -> Built:
    """A section whose rows became part of what others build."""
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the .inp, as everything knows it that reads or writes one.

    ``read`` takes a row and keeps it in a table of the row's context; ``build`` makes fields of the Model of the tables
    once all sections are read, given the fields that the sections before it in the list have built. ``write`` gives the
    section's lines, none where it is to be left out.
    """

    name: str
    heading: str  # what its heading begins with; where several fit, the longest counts
    read: Callable[[Row], None]
    write: Callable[[Model, Output], Lines]
    build: Callable[[Context, Built], Built] = nothing_to_build
    settle: Callable[[Context], None] = nothing_to_settle  # after its last row
    defines: tuple[str, ...] = ()  # kinds of object that a row gives a name to
    name_in: Callable[[list[str]], str | None] = first_token  # of a row's tokens; None where the row names nothing
    several_rows: bool = False  # one object may take several rows: a second row is no second object
    early: bool = False  # read before all others, whose rows need what it says
    order: str = ""  # field of the Model with the order in which elements are written, whatever their sections
    table: str = ""  # field of the Model with these elements
    any_length: bool = False  # EPA SWMM reads rows of any length here


def tables_of(*names: str) -> Callable[[Context, Built], Built]:
    """A builder: these tables of the context as they are."""
    return lambda context, built: {name: dict(context.table(name)) for name in names}


def rows_of(*names: str) -> Callable[[Context, Built], Built]:
    """A builder: the rows of these tables, without their keys."""
    return lambda context, built: {name: tuple(context.table(name).values()) for name in names}
