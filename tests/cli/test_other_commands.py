"""check, info, verify and warmup."""

from __future__ import annotations

import json
import os

import pytest

from sponge.io import read_inp
from sponge.model.compile import compile_model
from sponge.simulation.estimate import facts_of_model
from sponge.simulation.warmup_models import PROCESSES, text_with


def test_check_of_a_sound_model(sponge, model):
    done = sponge("check", model)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no problems" in done.stdout + done.stderr


def test_check_as_json(sponge, model):
    model.write_text(model.read_text().replace("C1 J1 J2 100", "C1 J1 J99 100"))
    done = sponge("check", model, "--json")
    assert done.returncode == 3
    report = json.loads(done.stdout)
    assert report["runs"] is False
    assert any("J99" in p["message"] for p in report["problems"])
    assert {"message", "file", "line", "section", "hint", "fatal"} <= set(report["problems"][0])


def test_info(sponge, model):
    done = sponge("info", model)
    assert done.returncode == 0
    for words in ("conduit", "DYNWAVE routing", "Green-Ampt", "control rules", "estimated seconds"):
        assert words in done.stdout
    facts = json.loads(sponge("info", model, "--json").stdout)
    assert facts["counts"]["conduit"] == 4
    assert facts["run"]["report_periods"] == 4


def test_verify_agrees_with_epa(sponge, model):
    before = set(os.listdir(model.parent))
    done = sponge("verify", model)
    assert done.returncode == 0, done.stderr
    assert "node depth" in done.stdout and "EPA" in done.stdout
    report = json.loads(sponge("verify", model, "--json").stdout)
    assert report["periods"] == 4
    assert {d["kind"] for d in report["differences"]} >= {"node_depth", "link_flow"}
    assert set(os.listdir(model.parent)) == before


def test_verify_with_a_tolerance_is_a_gate(sponge, model, tmp_path):
    """Exit 6 and every reason where the engines differ by more, 0 where they do not; exit 2 for no tolerance."""
    within = sponge("verify", model, "--compat", "epa", "--tolerance", "5")
    assert within.returncode == 0, within.stderr
    beyond = sponge("verify", model, "--tolerance", "0", "--json")
    report = json.loads(beyond.stdout)
    assert beyond.returncode == 6 and report["beyond_tolerance"]
    assert all(line in beyond.stderr for line in report["beyond_tolerance"])
    assert {"epa", "sponge", "difference", "of_largest"} == set(report["volumes"]["system_outflow"])
    assert sponge("verify", model, "--tolerance", "-1").returncode == 2


@pytest.mark.slow
def test_warmup_twice(sponge):
    """What is compiled stays: the second time no function is, and nothing is said of any."""
    assert sponge("warmup").returncode == 0
    again = sponge("warmup", "--json")
    assert again.returncode == 0 and set(json.loads(again.stdout)["by_width"]) == {"1", "8"}
    assert "functions" not in again.stderr


def test_cache_says_where_and_how_much_and_removes_what_is_stale(sponge, tmp_path):
    """And, where a folder cannot be used, which is used and why."""
    old = tmp_path / "cache" / "kernels" / ("f" * 16)
    old.mkdir(parents=True)
    (old / "old.nbc").write_bytes(bytes(2_000_000))
    env = {**os.environ, "SPONGE_CACHE_DIR": str(tmp_path / "cache")}
    said = sponge("cache", env=env).stdout
    assert f"kept in {tmp_path / 'cache' / 'kernels'}" in said and "2.0 of which stale" in said
    pruned = json.loads(sponge("cache", "--prune", "--json", env=env).stdout)
    assert pruned["stale_megabytes"] == pytest.approx(2.0) and not old.exists()
    (tmp_path / "file").touch()
    moved = sponge("cache", env=env | {"SPONGE_CACHE_DIR": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}).stdout
    assert "not where they were to be" in moved and f"{tmp_path / 'file'}" in moved


def test_warmup_names_processes_that_are_none(sponge):
    """Exit 2 before anything is compiled."""
    done = sponge("warmup", "--with", "lid+fog")
    assert done.returncode == 2 and "'fog' is none of lid, quality" in done.stderr


@pytest.mark.parametrize("names", [*((name,) for name in PROCESSES), tuple(PROCESSES)])
def test_warmup_models_have_what_they_say(tmp_path, names):
    """Each set of processes, and no other, is compiled."""
    (tmp_path / "model.inp").write_text(text_with(names))
    processes = compile_model(read_inp(tmp_path / "model.inp")).processes
    there = {name for name, part in zip(processes._fields, processes, strict=True) if part is not None}
    assert there - {"lid_loads"} == {"lids" if name == "lid" else name for name in names}


@pytest.mark.parametrize("name", PROCESSES)
def test_info_names_a_process_and_what_it_costs(tmp_path, name):
    said = {"lid": "LID units", "quality": "pollutants", "snow": "snow", "groundwater": "groundwater", "rdii": "RDII"}
    facts = {}
    for key, names in (("plain", ()), ("with", (name,))):
        (tmp_path / "model.inp").write_text(text_with(names))
        facts[key] = facts_of_model(read_inp(tmp_path / "model.inp"))
    assert set(facts["with"]["features"]) - set(facts["plain"]["features"]) == {said[name]}
    dearer = facts["with"]["run"]["estimated_seconds"] > facts["plain"]["run"]["estimated_seconds"]
    assert dearer == (name in ("lid", "quality"))
