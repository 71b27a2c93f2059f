# SPDX-License-Identifier: Apache-2.0
"""From the ``vary`` tables of a sweep to its design."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Callable
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import UsageError
from sponge.base.regular_file import regular_bytes
from sponge.sweep.design import Design, ListedSample, Product, refuse_too_many
from sponge.sweep.distributions import Choice
from sponge.sweep.measures import Library
from sponge.sweep.schema import SAMPLED, Sweep, Vary
from sponge.sweep.tomlfile import value_of

EACH = "each:"
NAMES = ("scenario", "name")  # column of a table that names its rows


def count_of(sweep: Sweep) -> int:
    """How many scenarios the sweep asks for; known before anything is made (0 for a table: it is read later)."""
    if sweep.method == "table":
        return len(sweep.base)
    if sweep.method in SAMPLED:
        return len(sweep.base) + (sweep.n or 0) * (len(sweep.vary) + 2 if sweep.method == "saltelli" else 1)
    return len(sweep.base) + (prod(len(v.choices or ()) for v in sweep.vary) if sweep.vary else 0)


def design_of(sweep: Sweep, library: Library, folder: Path) -> Design:
    """The scenarios of a sweep; UsageError where there are none, too many, or two of one name."""
    vary = tuple(spread(v, library) for v in sweep.vary)
    sample: Product | ListedSample
    if sweep.method == "table":
        vary, sample = _from_table(vary, folder / str(sweep.table))
    elif sweep.method == "product":
        sample = Product(tuple(tuple(v.choices or ()) for v in vary))
    else:
        sample = _sampled(vary, sweep)
    design = Design(vary, sample, tuple(sweep.base))
    refuse_too_many(len(design))
    if not len(design):
        raise UsageError("the sweep is empty: it has no [[vary]] table and no base")
    _refuse_duplicates(design)
    return design


def spread(vary: Vary, library: Library) -> Vary:
    """``each:PATTERN`` among measures stands for one value a measure."""
    if vary.kind != "measures" or vary.values is None:
        return vary
    values: list[Any] = []
    labels: list[str] = []
    given = vary.labels or [""] * len(vary.values)
    for value, label in zip(vary.values, given, strict=True):
        if isinstance(value, str) and value.startswith(EACH):
            names = library.resolve([value[len(EACH) :]])
            values += [[name] for name in names]
            labels += names
        else:
            words = [value] if isinstance(value, str) else list(value)
            values.append(words)
            labels.append(label or ("all" if words == ["*"] else "+".join(words) or "base"))
    return vary.model_copy(update={"values": values, "labels": labels})


def _refuse_duplicates(design: Design) -> None:
    seen: set[str] = set()
    double: list[str] = []
    for k in range(len(design)):
        name = design.name(k)
        if name in seen and name not in double:
            double.append(name)
        seen.add(name)
    if double:
        few = ", ".join(f"'{name}'" for name in double[:5])
        raise UsageError(f"{len(double)} names are given to two scenarios: {few}; values or labels repeat")


# --- samples ------------------------------------------------------------------------------------------------------


def _sampled(vary: tuple[Vary, ...], sweep: Sweep) -> ListedSample:
    if not vary:
        raise UsageError(f"method {sweep.method} needs at least one [[vary]] table")
    refuse_too_many(count_of(sweep))
    shares = SAMPLERS[sweep.method](len(vary), sweep.n or 0, sweep.seed)
    columns, chosen = zip(*(_column(v, shares[:, i]) for i, v in enumerate(vary)), strict=True)
    return ListedSample(columns, chosen)


def _column(vary: Vary, shares: np.ndarray) -> tuple[Any, Any]:
    """Values (sample,) of one thing, and which of the listed ones they are."""
    if vary.distribution is not None and not isinstance(vary.distribution, Choice):
        return vary.distribution.at(shares), None
    choice = vary.distribution or Choice(values=vary.values or [])
    places = choice.places(shares)
    return [choice.values[i] for i in places], places


def _latin_hypercube(things: int, n: int, seed: int) -> np.ndarray:
    from scipy.stats import qmc

    return qmc.LatinHypercube(things, rng=np.random.default_rng(seed)).random(n)


def _sobol(things: int, n: int, seed: int) -> np.ndarray:
    from scipy.stats import qmc

    with warnings.catch_warnings():  # that n is no power of 2: the sample is still a fair one
        warnings.simplefilter("ignore", UserWarning)
        return qmc.Sobol(things, scramble=True, rng=np.random.default_rng(seed)).random(n)


def _saltelli(things: int, n: int, seed: int) -> np.ndarray:
    """Two samples A and B of n, then for each thing A with that thing from B: n (things + 2) rows.

    It is what Sobol's indices are computed from (Saltelli et al. 2010; assess/tables/sobol.py)."""
    both = _sobol(2 * things, n, seed)
    a, b = both[:, :things], both[:, things:]
    return np.concatenate([a, b, *(np.where(np.arange(things) == k, b, a) for k in range(things))])


SAMPLERS: dict[str, Callable[[int, int, int], np.ndarray]] = {
    "lhs": _latin_hypercube, "sobol": _sobol, "saltelli": _saltelli,
}  # fmt: skip


# --- tables -------------------------------------------------------------------------------------------------------


def _from_table(vary: tuple[Vary, ...], path: Path) -> tuple[tuple[Vary, ...], ListedSample]:
    """The scenarios of a CSV file with a column for each thing that varies."""
    heads, rows = _read_table(path)
    names = [v.name for v in vary]
    strange = [head for head in heads if head not in (*names, *NAMES)]
    problems = [f"column '{head}' is nothing that varies{suggestion_or_list(head, names)}" for head in strange]
    problems += [f"there is no column '{name}'{suggestion_or_list(name, heads)}" for name in names if name not in heads]
    if problems:
        raise UsageError(f"{path}: " + "; ".join(problems))
    columns = tuple([_cell(row[heads.index(v.name)], v) for row in rows] for v in vary)
    label = next((heads.index(word) for word in NAMES if word in heads and word not in names), None)
    called = None if label is None else tuple(row[label] for row in rows)
    return vary, ListedSample(columns, (None,) * len(vary), called)


def _read_table(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        text = regular_bytes(path).decode("utf-8-sig")
        table = csv.reader(io.StringIO(text, newline=""))
        lines = [[cell.strip() for cell in line] for line in table if any(cell.strip() for cell in line)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UsageError(f"cannot read the table {path}: {getattr(error, 'strerror', None) or error}") from None
    if len(lines) < 2:
        raise UsageError(f"{path}: a heading and at least one row are needed")
    heads, rows = lines[0], lines[1:]
    for number, row in enumerate(rows, 2):
        if len(row) != len(heads):
            raise UsageError(f"{path}, row {number}: {len(row)} cells where the heading has {len(heads)}")
    return heads, rows


def _cell(text: str, vary: Vary) -> Any:
    """A cell as a value: measures are joined by +, an empty cell leaves things as they are."""
    if vary.kind == "measures":
        return [word.strip() for word in text.split("+") if word.strip()]
    return value_of(text) if text else None
