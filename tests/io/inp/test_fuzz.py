"""Whatever bytes come: a Model or a ModelError, soon."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from inp_texts import EVERYTHING

from sponge.base.errors import ModelError
from sponge.io import check_inp, read_inp
from sponge.io.inp.text import num
from sponge.io.inp.write import inp_text

LINES = EVERYTHING.splitlines()
ODD = st.sampled_from(
    ["", "*", "-1", "0", "nan", "1e308", "-1e308", "1e-320", '"', '""', "[", "[JUNCTIONS]", ";", "C1", "J1", "T1",
     "FILE", "12/31/9999", "0:00", "99999999:59", "é", "\x00", "\r", "1e9999", "YES", "YEARLY",
     "x" * 2000, "=", "(", "AND"]
)  # fmt: skip


def examine(content: bytes) -> None:
    """Read, check and, if all is well, write: nothing but ModelError may come out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.inp"
        path.write_bytes(content)
        problems = check_inp(path)
        try:
            model = read_inp(path)
        except ModelError as error:
            assert error.problems and any(problem.fatal for problem in problems)
        else:
            inp_text(model)


@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, 9), ODD), min_size=1, max_size=4))
@settings(max_examples=150)
def test_tokens_replaced(changes):
    lines = [*LINES]
    for line, token, new in changes:
        tokens = lines[line].split() or [""]
        tokens[token % len(tokens)] = new
        lines[line] = " ".join(tokens)
    examine("\n".join(lines).encode())


@given(st.lists(st.tuples(st.integers(0, len(LINES) - 1), st.integers(0, len(LINES) - 1)), min_size=1, max_size=6))
@settings(max_examples=80)
def test_lines_moved_doubled_and_lost(moves):
    lines = [*LINES]
    for a, b in moves:
        lines.insert(b % len(lines), lines[a % len(lines)] if a % 2 else lines.pop(a % len(lines)))
    examine("\n".join(lines).encode())


@given(st.binary(max_size=300), st.integers(0, len(EVERYTHING)))
@settings(max_examples=80)
def test_bytes_put_in(junk, at):
    examine(EVERYTHING[:at].encode() + junk + EVERYTHING[at:].encode())


@given(st.floats(allow_nan=False, allow_infinity=False), st.sampled_from([0.3048, 0.0254 / 3600, 4046.8564224, 1e-3]))
def test_numbers_come_back(value, factor):
    back = float(num(value, factor)) * factor
    assert back == pytest.approx(value, rel=1e-15, abs=1e-300) or abs(value / factor) > 1e300
