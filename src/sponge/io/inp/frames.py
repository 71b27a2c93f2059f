# SPDX-License-Identifier: Apache-2.0
"""A Model as data frames, a section each, and back: columns as EPA SWMM calls them, numbers in the file's own units.

They are the sections of the .inp that the Model would be written to, and are read as one: so every check and every unit
is that of files. Comments are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import ModelError, UsageError
from sponge.io.inp.frame_columns import COLUMNS, NAMES, NUMBER, OPEN_END, TEXT, aligned
from sponge.io.inp.read import read_text
from sponge.io.inp.sections import SECTIONS
from sponge.io.inp.text import num, quoted, yes_no
from sponge.io.inp.tokens import tokens_of
from sponge.io.inp.write import inp_text
from sponge.model.kinds import KINDS
from sponge.model.model import Model
from sponge.model.nodes import NODE_KINDS

if TYPE_CHECKING:
    import pandas as pd

ORDERS = ("node_order", "link_order")


def to_frames(model: Model) -> dict[str, pd.DataFrame]:
    """The sections of a model that hold something, by name: ``frames["CONDUITS"].Length``."""
    import pandas as pd

    lines: dict[str, list[str]] = {}
    rows: list[str] = []
    for line in inp_text(model).splitlines():
        if line.startswith("[") and line.endswith("]"):
            rows = lines.setdefault(line[1:-1], [])
        elif next(reversed(lines)) not in COLUMNS or (line and not line.startswith(";")):
            rows.append(line)
    frames = {section: _frame(pd, section, rows) for section, rows in lines.items()}
    for kind in KINDS:  # kinds of node, and of link, may follow each other in any order
        if kind.section in frames:
            order = "node_order" if kind in NODE_KINDS else "link_order"
            frames[kind.section].attrs[order] = list(getattr(model, order))
    return frames


def _frame(pd: Any, section: str, lines: list[str]) -> pd.DataFrame:
    columns = COLUMNS.get(section)
    if columns is None:
        while lines and not lines[-1]:
            lines.pop()
        return pd.DataFrame({"Text": lines})
    rows = [aligned(section, tokens_of(line)) for line in lines]
    width = max(map(len, rows), default=0)
    names = [*columns, *(f"Item{k}" for k in range(len(columns) + 1, width + 1))]
    full = ([*row, *[None] * (len(names) - len(row))] for row in rows)
    data = dict(zip(names, zip(*full, strict=True), strict=True))
    return pd.DataFrame({name: _column(section, name, cells) for name, cells in data.items()})


def _column(section: str, name: str, cells: tuple[str | None, ...]) -> list[Any]:
    """Numbers where all are, else as they stand."""
    given = [cell for cell in cells if cell is not None]
    if section == "OPTIONS" or name in NAMES or not given or not all(map(NUMBER.fullmatch, given)):
        return list(cells)
    return [None if cell is None else float(cell) for cell in cells]


def from_frames(frames: Mapping[str, pd.DataFrame], path: str | Path | None = None) -> Model:
    """The Model of such frames. ``path`` is where its .inp would stand: companion files are looked for beside it. The
    first column may be the index.

    UsageError of frames and columns that are unknown, and of gaps; ModelError of what a file would be refused for.
    """
    known = [section.name for section in SECTIONS]
    for name in frames:
        if name not in known:
            raise UsageError(f"there is no section '{name}'{suggestion(str(name), known)}")
    text = "\n".join(
        "\n".join((f"[{name}]", *_lines(name, frames[name]), "")) for name in known if name in frames
    )  # fmt: skip
    model, problems = read_text(Path(path or "frames.inp"), text, "utf-8")
    if model is None or any(problem.fatal for problem in problems):
        raise ModelError(problems)
    attributes = [pair for frame in frames.values() for pair in frame.attrs.items()]
    orders: dict[str, Any] = {str(key): tuple(value) for key, value in attributes if key in ORDERS}
    return replace(model, path=model.path if path else None, **orders)


def _lines(section: str, frame: pd.DataFrame) -> list[str]:
    columns = COLUMNS.get(section, TEXT)
    if not hasattr(frame, "itertuples"):
        raise UsageError(f"section {section} is no data frame, but {type(frame).__name__}")
    if frame.index.name == columns[0] and columns[0] not in frame:
        frame = frame.reset_index()
    for name in frame.columns:
        if name not in columns and not str(name).startswith("Item"):
            raise UsageError(f"section {section} has no column '{name}'{suggestion(str(name), columns)}")
    if columns is TEXT:
        return [str(text) for text in frame["Text"]]
    names = [name for name in (*columns, *frame.columns[len(columns) :]) if name in frame]
    return [_line(section, columns, dict(zip(names, row, strict=True))) for row in frame[names].itertuples(index=False)]


def _line(section: str, columns: tuple[str, ...], row: dict[str, Any]) -> str:
    cells = {name: _cell(value) for name, value in row.items()}
    tokens = [text for text in cells.values() if text is not None]
    wanted = [*(cells.get(name) for name in columns), *(text for name, text in cells.items() if name not in columns)]
    while wanted and wanted[-1] is None:
        wanted.pop()
    if tokens and aligned(section, tokens) != wanted:
        missing = next((name for name, text in zip(columns, wanted, strict=False) if text is None), columns[0])
        raise UsageError(f"section {section}, row {tokens[0]}: {missing} is empty, and something stands after it")
    last = len(tokens) - 1
    return " ".join(text if section in OPEN_END and k == last else quoted(text) for k, text in enumerate(tokens))


def _cell(value: Any) -> str | None:
    """A cell as a token; None of an empty one."""
    if value is None or (isinstance(value, float) and value != value):
        return None
    if isinstance(value, bool | np.bool_):
        return yes_no(bool(value))
    text = str(value) if isinstance(value, str) else ""
    if not isinstance(value, str):
        try:
            text = num(float(value))
        except (TypeError, ValueError):
            return None if str(value) in ("NaT", "<NA>", "nan") else str(value)
    if any(c in text for c in '"\r\n'):
        raise UsageError(f"{text!r} cannot stand in a model: no quotes, no line ends")
    return text
