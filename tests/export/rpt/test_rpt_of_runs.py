"""Reports of whole runs beside EPA SWMM's of the same models: the same rows, numbers as near as both engines are."""

from __future__ import annotations

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from exported import epa_files, model_of
from report_tables import STREETS, process_model, tables_of

import sponge
from sponge import read_inp
from sponge.cli.main import cli
from sponge.model.model import Model
from sponge.simulation.warmup_models import PROCESSES

ROOT = Path(__file__).parents[3]
CLASSES, STREET, RDII = "Flow Classification Summary", "Street Flow Summary", "Rainfall Dependent I/I"


def run_of(model: Model, folder: Path) -> dict[str, list[str]]:
    """Tables of our report of a run with EPA SWMM's numbers."""
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


# --- what control rules did ---------------------------------------------------------------------------------------

RULES = STREETS.with_name("rules.inp").read_text() + "\n[REPORT]\nCONTROLS YES\n"
ACTIONS = "Control Actions Taken"


def actions(table: list[str]) -> list[tuple[np.datetime64, str]]:
    """When each action was taken, and what it was."""
    rows = [line.split(" Link ") for line in table if " Link " in line]
    whens = [when.strip().replace(": ", " ") for when, _ in rows]
    moments = [np.datetime64(datetime.strptime(when, "%m/%d/%Y %H:%M:%S")) for when in whens]
    return sorted(zip(moments, [what for _, what in rows], strict=True))


@pytest.mark.slow
def test_control_actions_are_those_of_epa(tmp_path):
    """Every one by its rule, link and setting, at the same step or the next; of curves and PID controllers none."""
    ours, theirs = pair(model_of(tmp_path, RULES), tmp_path)
    assert [t for t in ours if t != "head"] == [t for t in theirs if t != "head"]
    mine, right = actions(ours[ACTIONS]), actions(theirs[ACTIONS])
    assert len(right) == 15 and [what for _, what in mine] == [what for _, what in right]
    assert max(abs(m - r) for (m, _), (r, _) in zip(mine, right, strict=True)) <= np.timedelta64(10, "s")


@pytest.mark.slow
def test_the_list_of_control_actions_in_results(tmp_path):
    """In memory, netCDF and zarr alike; a model that does not ask for it has none."""
    model = model_of(tmp_path, RULES)
    in_memory = sponge.run(model, compat="epa")
    names = [f"control_action_{name}" for name in ("time", "link", "setting", "rule")]
    assert int(in_memory.control_actions_taken) == in_memory.sizes["control_action"] == 15
    assert in_memory.control_action_link.values[0] == "let" and in_memory.control_action_rule.values[0] == "rain_ends"
    for ending in (".nc", *([".zarr"] if find_spec("zarr") else [])):
        sponge.run(model, output=tmp_path / f"a{ending}", compat="epa")
        with sponge.open(tmp_path / f"a{ending}") as written:
            for name in names:
                assert (written[name].values == in_memory[name].values).all(), (ending, name)
    with sponge.Simulation(model, compat="epa") as sim:
        sim.advance(1e9)
        stepped = sim.to_dataset()
    assert (stepped.control_action_time == in_memory.control_action_time).all()
    assert "control_actions_taken" not in sponge.run(model_of(tmp_path, RULES.replace("CONTROLS YES", "INPUT NO")))


@pytest.mark.slow
def test_actions_beyond_the_room_are_counted(tmp_path, monkeypatch):
    monkeypatch.setattr("sponge.model.compile.settings.MOST_ACTIONS", 4)
    ours = run_of(model_of(tmp_path, RULES), tmp_path)[ACTIONS]
    assert len(actions(ours)) == 4 and "   ... and 11 later actions, which are not listed" in ours


@pytest.mark.slow
def test_a_report_of_a_sweep_says_what_it_lacks(tmp_path):
    model = model_of(tmp_path, RULES)
    (tmp_path / "s.toml").write_text('model = "model.inp"\nvariables = ["*"]\n[[vary]]\nname = "n"\n'
                                     'target = "conduit[*].roughness"\nop = "*="\nvalues = [1, 2]\n')  # fmt: skip
    cli.main(["sweep", str(tmp_path / "s.toml"), "-o", str(tmp_path / "s.nc")], standalone_mode=False)
    name = str(xr.open_dataset(tmp_path / "s.nc").scenario.values[1])
    cli.main(["export", str(tmp_path / "s.nc"), "rpt", "--scenario", name, "-o", str(tmp_path / "s.rpt"), "--model",
              str(model.path)], standalone_mode=False)  # fmt: skip
    assert "Control Actions Taken: these results hold no list" in (tmp_path / "s.rpt").read_text()
