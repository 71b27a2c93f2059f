"""docs/extending.md is followed to the letter: its code blocks go into a copy of the sources, and a model runs with it.

A block's info string says where it goes: ``python PATH`` is a new file; ``python after "TEXT" in PATH`` comes after the
one line of a file that holds the text, ``before`` stands before it, ``last of`` at the end of the list that it opens.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import pytest
import xarray as xr
from networks import CHAIN_OF_TWO

import sponge

PAGE = Path(__file__).parent.parent / "docs" / "extending.md"
SOURCES = Path(sponge.__file__).parent
BLOCK = re.compile(
    r'^```python (?:(?P<how>after|before|last of) "(?P<line>[^\n]*)" in )?(?P<path>src/\S+)\n(?P<code>.*?)^```$',
    re.M | re.S,
)
MOST_FILES = {"A kind of link": 3}  # of all others 2


class Block(NamedTuple):
    """Code, the file that it goes to, and how it stands to which line there ("" = it is the whole file)."""

    path: str
    how: str
    line: str
    code: str


def recipes() -> dict[str, list[Block]]:
    """Recipe -> its blocks, in order."""
    chapters = re.split(r"^## (.+)$", PAGE.read_text(), flags=re.M)[1:]
    return {
        title: [Block(m["path"], m["how"] or "", m["line"] or "", m["code"]) for m in BLOCK.finditer(text)]
        for title, text in zip(chapters[::2], chapters[1::2], strict=True)
    }


def apply(block: Block, root: Path) -> None:
    """Follow one block in the copy under ``root``."""
    path = root / block.path
    if not block.how:
        assert not path.exists(), f"{block.path} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.code)
        return
    lines = path.read_text().splitlines(keepends=True)
    found = [i for i, line in enumerate(lines) if block.line in line]
    assert len(found) == 1, f"{len(found)} lines of {block.path} hold {block.line!r}"
    place = found[0] + (block.how == "after")
    if block.how == "last of":
        place = next(i for i in range(found[0], len(lines)) if lines[i].startswith(")"))
    lines.insert(place, block.code)
    path.write_text("".join(lines))


class Copy:
    """A copy of the sources with one recipe applied, and the command run from it."""

    def __init__(self, folder: Path, recipe: str, jit: bool) -> None:
        shutil.copytree(SOURCES, folder / "src" / "sponge", ignore=shutil.ignore_patterns("__pycache__"))
        self.folder, self.files = folder, {block.path for block in recipes()[recipe]}
        for block in recipes()[recipe]:
            apply(block, folder)
        self.environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
        if not jit:
            self.environment["NUMBA_DISABLE_JIT"] = "1"

    def python(self, *words: str) -> str:
        """What Python prints."""
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def sponge(self, *words: str) -> str:
        """What the command prints."""
        return self.python("-m", "sponge", *words)

    def run(self, text: str, *options: str) -> xr.Dataset:
        """The results of a model."""
        (self.folder / "model.inp").write_text(text)
        self.sponge("run", "model.inp", "-o", "out.nc", "-q", *options)
        with xr.open_dataset(self.folder / "out.nc") as results:
            return results.load()


OPTIONS = """\
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING DYNWAVE
START_DATE 01/01/2020
END_DATE 01/01/2020
END_TIME 00:30:00
REPORT_STEP 00:05:00
WET_STEP 00:05:00
DRY_STEP 00:05:00
ROUTING_STEP 30
"""
FIELD = OPTIONS + """\
INFILTRATION CONSTANT
[RAINGAGES]
G INTENSITY 1:00 1.0 TIMESERIES R
[TIMESERIES]
R 0:00 36
[SUBCATCHMENTS]
S G Out 1 0 100 0.5 0
[SUBAREAS]
S 0.01 0.1 0 0 25 OUTLET
[INFILTRATION]
S 12
[OUTFALLS]
Out 0 FREE
"""
FLOODED = OPTIONS + """\
[JUNCTIONS]
A 10 0.5
[OUTFALLS]
Out 9.9 FREE
[CONDUITS]
C A Out 100 0.013 0 0
[XSECTIONS]
C CIRCULAR 0.3 0 0 0
[INFLOWS]
A FLOW "" FLOW 1.0 1.0 0.5
"""
BASIN = OPTIONS + """\
[OUTFALLS]
Out 0 FREE
[STORAGE]
Basin 5 4 1.44 FUNCTIONAL 0 0 1000000
[SIPHONS]
V Basin Out 0 0.05
"""
CHAIN = OPTIONS + CHAIN_OF_TWO


def constant_infiltration(copy: Copy) -> None:
    """Half an hour at 12 mm/h under heavier rain."""
    results = copy.run(FIELD)
    assert float(results.subcatchment_infiltration_depth[0]) == pytest.approx(6.0, rel=1e-6)
    copy.python("-c", (
        "from sponge.io.inp.read import read_inp; from sponge.io.inp.write import write_inp;"
        "write_inp(read_inp('model.inp'), 'again.inp');"
        "a, b = (read_inp(f).subcatchments['S'].infiltration for f in ('model.inp', 'again.inp'));"
        "assert a == b and type(a).__name__ == 'Constant'"
    ))


def siphon(copy: Copy) -> None:
    """Q = 0.05 sqrt(1.44) out of a basin as wide as a lake; EPA SWMM's report has it; a rule half closes it."""
    results = copy.run(BASIN)
    assert float(results.link_flow.sel(link="V")[-1]) == pytest.approx(0.05 * sqrt(1.44), rel=1e-4)
    copy.sponge("export", "out.nc", "rpt")
    assert re.search(r"^  V +DUMMY +0\.060 ", (copy.folder / "out.rpt").read_text(), re.M)
    rule = "[CONTROLS]\nRULE R\nIF SIMULATION TIME > 0\nTHEN SIPHON V SETTING = 0.5\n"
    results = copy.run(BASIN + rule, "--overwrite")
    assert float(results.link_flow.sel(link="V")[-1]) == pytest.approx(0.5 * 0.05 * sqrt(1.44), rel=1e-4)


def falling_storm(copy: Copy) -> None:
    """Of an hour's rain three quarters fall in the first half."""
    rain = json.loads(copy.sponge("storm", "falling", "--depth", "40", "--duration", "1h", "--step", "30min", "--json"))
    assert rain["depth_mm"] == pytest.approx([30.0, 10.0])


def mean_flooding(copy: Copy) -> None:
    """The volume over the time that it took."""
    results = copy.run(FLOODED)
    expected = float(results.node_flooding_volume[0] / results.node_hours_flooded[0] / 3600.0)
    assert expected > 0.1
    assert results.node_mean_flooding.attrs["units"] == "m3 s-1"
    assert float(results.node_mean_flooding.sel(node="A")) == pytest.approx(expected, rel=1e-5)


def observations(copy: Copy) -> None:
    """Read, written in other units, and read again."""
    (copy.folder / "model.inp").write_text(FLOODED + "[OBSERVATIONS]\nA 10.42\n")
    copy.python("-c", (
        "from sponge.io.inp.read import read_inp; from sponge.io.inp.write import write_inp;"
        "write_inp(read_inp('model.inp'), 'again.inp'); print(read_inp('again.inp').other)"
    ))
    written = (copy.folder / "again.inp").read_text()
    assert re.search(r"\[OBSERVATIONS\][^\[]*^A\s+10\.42$", written, re.M)
    (copy.folder / "model.inp").write_text(FLOODED + "[OBSERVATIONS]\nX 10.42\n")
    with pytest.raises(AssertionError, match="X"):
        copy.sponge("check", "model.inp")


def toy_solver(copy: Copy) -> None:
    """What flows in passes at once, from the first row on."""
    results = copy.run(CHAIN, "--solver", "instant")
    assert results.attrs["solver"] == "instant"
    assert results.link_flow.sel(link="BO").values == pytest.approx(0.3, rel=1e-6)


CHECKS: dict[str, Callable[[Copy], None]] = {
    "An infiltration method": constant_infiltration,
    "A kind of link": siphon,
    "A storm": falling_storm,
    "A result variable": mean_flooding,
    "A section of the .inp": observations,
    "A solver": toy_solver,
}


def test_every_recipe_is_followed():
    assert set(recipes()) == set(CHECKS)


@pytest.mark.parametrize("recipe", CHECKS)
def test_a_recipe_works_and_touches_few_files(recipe, tmp_path):
    copy = Copy(tmp_path, recipe, jit=False)
    assert 0 < len(copy.files) <= MOST_FILES.get(recipe, 2)
    CHECKS[recipe](copy)


@pytest.mark.long
def test_a_recipe_compiles(tmp_path):
    CHECKS["An infiltration method"](Copy(tmp_path, "An infiltration method", jit=True))
