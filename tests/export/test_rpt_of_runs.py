"""Reports of whole runs beside EPA SWMM's of the same models: the same rows, numbers as near as both engines are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from exported import epa_files, model_of
from test_rpt import STREETS, process_model, tables_of

from sponge import read_inp
from sponge.model.model import Model
from sponge.simulation.warmup_models import PROCESSES

ROOT = Path(__file__).parents[2]
CLASSES, STREET, RDII = "Flow Classification Summary", "Street Flow Summary", "Rainfall Dependent I/I"


def run_of(model: Model, folder: Path) -> dict[str, list[str]]:
    """Tables of our report of a run with EPA SWMM's numbers, in which nodes do not make good their water."""
    from sponge.cli.main import cli

    assert model.path
    path = folder / "ours.rpt"
    cli.main(["run", str(model.path), "-o", str(path), "--quiet", "--compat", "epa"], standalone_mode=False)
    return tables_of(path)


def numbers(lines: list[str], skip: int = 1) -> dict[str, np.ndarray]:
    """Numbers of the rows of a table, by their first words; words among them are left out."""
    found = {}
    for words in (line.split() for line in lines):
        values = [float(word) for word in words[skip:] if word.lstrip("-").replace(".", "").isdigit()]
        if len(values) > 2 and "sec" not in words:
            found[words[0]] = np.array(values)
    return found


def pair(model: Model, folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Our tables and EPA SWMM's."""
    return run_of(model, folder), tables_of(epa_files(model)[0])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["polder", "hillside"])
def test_own_models(tmp_path, name):
    """What flows fast or falls free is in its class for as long in both; a film of water in a conduit that runs dry is
    a trickle in one engine and none in the other."""
    text = (ROOT / "models" / name / f"{name}.inp").read_text()
    for file in (ROOT / "models" / name).glob("*.dat"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    ours, theirs = pair(model_of(tmp_path, text), tmp_path)
    missing = {t for t in theirs if t not in ours}
    assert missing <= {"Highest Continuity Errors"}  # none of our nodes has one that is worth a row
    mine, right = numbers(ours[CLASSES]), numbers(theirs[CLASSES])
    assert list(mine) == list(right)
    fast = slice(5, 8)  # supercritical, critical at either end
    off = np.array([np.abs(mine[conduit][fast] - right[conduit][fast]).max() for conduit in right])
    assert (off <= 0.02).mean() >= 0.85
    mine, right = numbers(ours["Subcatchment Runoff Summary"]), numbers(theirs["Subcatchment Runoff Summary"])
    paved = np.array([[values[row][4] for row in right] for values in (mine, right)])
    assert paved[0] == pytest.approx(paved[1], abs=0.05, rel=0.01)


@pytest.mark.slow
def test_streets(tmp_path):
    ours, theirs = pair(model_of(tmp_path, STREETS.read_text()), tmp_path)
    mine, right = numbers(ours[STREET]), numbers(theirs[STREET])
    assert list(mine) == list(right) and len(right) > 3
    for street in right:
        assert mine[street] == pytest.approx(right[street], abs=2.0, rel=0.02), street


@pytest.mark.slow
def test_rdii(tmp_path):
    ours, theirs = pair(model_of(tmp_path, process_model("rdii")), tmp_path)
    rows = [[line.split()[-1] for line in tables[RDII] if "..." in line] for tables in (ours, theirs)]
    assert np.array(rows[0], float) == pytest.approx(np.array(rows[1], float), rel=0.02, abs=0.002)


@pytest.mark.slow
def test_every_process(tmp_path):
    """All tables, in EPA SWMM's order."""
    ours, theirs = pair(model_of(tmp_path, process_model(*PROCESSES)), tmp_path)
    assert [t for t in ours if t != "head"] == [t for t in theirs if t != "head"]
    assert read_inp(tmp_path / "model.inp").rdii
