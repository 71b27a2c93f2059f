# SPDX-License-Identifier: Apache-2.0
"""An .inp to a Model: bytes, tokens, names, sections, Model."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sponge.base.errors import ModelError, Problem
from sponge.base.regular_file import regular_bytes
from sponge.io.inp.attach import attach_companions
from sponge.io.inp.context import Context, TooMany
from sponge.io.inp.decode import decode, is_binary
from sponge.io.inp.foreign import note_foreign_sections
from sponge.io.inp.names import collect_names, link_order, node_order
from sponge.io.inp.row import BadRow, Row
from sponge.io.inp.section import Built, Section
from sponge.io.inp.sections import IN_ORDER_OF_READING, SECTIONS
from sponge.io.inp.si import in_si
from sponge.io.inp.split import sections_of
from sponge.model.model import Model
from sponge.model.validate import in_order, validate_parts

EPA_ITEMS = 40  # in a row


def read_inp(path: Path | str) -> Model:
    """The Model that a file holds. Raises ModelError with every problem found if any is fatal.

    What EPA SWMM only warns of is kept in ``Model.problems``.
    """
    model, problems = read_with_problems(Path(path))
    if model is None or any(problem.fatal for problem in problems):
        raise ModelError(problems)
    return model


def read_with_problems(path: Path) -> tuple[Model | None, list[Problem]]:
    """The Model, as far as it could be read, and all that was found on the way."""
    try:
        data = regular_bytes(path)
    except FileNotFoundError:
        return None, [Problem("no such file", str(path))]
    except (OSError, ValueError) as error:
        return None, [Problem(f"cannot be read: {getattr(error, 'strerror', None) or error}", str(path))]
    if not data.strip():
        return None, [Problem("the file is empty", str(path))]
    if is_binary(data):
        return None, [Problem("not a text file, so no SWMM model", str(path))]
    with _no_garbage_collection():
        return read_text(path, *decode(data.rstrip(b"\x1a")))


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """A third of the time: rows are many, live long and form no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def read_text(path: Path, text: str, encoding: str) -> tuple[Model | None, list[Problem]]:
    """The Model of a file's text, as far as it could be read, and all that was found on the way."""
    sections, unknown = sections_of(text)
    context = Context(path, str(path), sections, encoding, foreign=unknown)
    try:
        note_foreign_sections(context, [f"[{section.name}]" for section in SECTIONS])
        model = _read(context)
        if context.failed:
            return model, in_order(context.problems + validate_parts(model))
        model, problems = attach_companions(model)
        warnings = tuple(problem for problem in problems if not problem.fatal)
        return replace(model, problems=model.problems + warnings), context.problems + problems
    except TooMany:
        context.problems.append(Problem("too many problems: reading stopped", str(path)))
        return None, context.problems


def _read(context: Context) -> Model:
    if not any(lines for name, lines in context.sections.items() if name != "TITLE") and not context.problems:
        context.problem("no section of a SWMM model found", hint="sections begin with [OPTIONS], [JUNCTIONS] ...")
    collect_names(context)
    for section in IN_ORDER_OF_READING:
        _read_section(context, section)
    return build_model(context)


def _read_section(context: Context, section: Section) -> None:
    for line in context.lines(section.name):
        row = Row(context, section.name, line.number, line.tokens, line.text, line.comment)
        if len(line.tokens) > EPA_ITEMS and not section.any_length:
            row.warn(f"a row of {len(line.tokens)} items: EPA SWMM reads only the first {EPA_ITEMS}")
        try:
            section.read(row)
        except BadRow:
            continue
    section.settle(context)


def build_model(context: Context) -> Model:
    """The Model of the rows read."""
    built: Built = {}
    for section in SECTIONS:
        built.update(section.build(context, built))
    problems = tuple(problem for problem in context.problems if not problem.fatal)
    model = Model(
        path=context.path, encoding=context.encoding, problems=problems, not_simulated=tuple(context.not_simulated),
        section_lines={name: lines[0].number for name, lines in context.sections.items() if lines},
        node_order=node_order(context), link_order=link_order(context), **built,
    )  # fmt: skip
    return in_si(model, context.units)
