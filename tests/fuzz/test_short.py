"""A short turn of the fuzzer, of random networks and of kills; ``make fuzz`` does it at length."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from corpus import ROOT, Sample
from kill import kills
from mutators import KINDS, mutated
from trial import Reached, Trial, examine

HERE = Path(__file__).parent


def test_every_mutator_changes_something():
    """Each kind of mutation makes another file of most."""
    data = (ROOT / "models" / "tutorial" / "tutorial.inp").read_bytes()
    for kind in KINDS:
        rng = Random(kind)
        assert sum(mutated(rng, data, kind) != data for _ in range(30)) > 20, kind


def test_what_goes_wrong_is_found(monkeypatch):
    """A reader that fails, and one that leaves a file, are findings."""
    trial = Trial("none", b"[JUNCTIONS]\n", {}, ())
    monkeypatch.setattr("sponge.cli.check.problems_of", lambda path: 1 / 0)
    assert "ZeroDivisionError" in examine(trial, Reached(), run=False)
    monkeypatch.setattr("sponge.cli.check.problems_of", lambda path: Path(path + ".left").touch() or [])
    assert "leaves or loses files" in examine(trial, Reached(), run=False)


def test_a_short_turn_of_the_fuzzer(tmp_path):
    """Nothing goes wrong in 150 inputs of the repository's own models."""
    line = [sys.executable, str(HERE / "fuzz.py"), "--inputs", "150", "--commands", "1", "--jobs", "1", "--own",
            "--seconds", "120", "--run-every", "12", "--keep", str(tmp_path)]  # fmt: skip
    done = subprocess.run(line, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no findings" in done.stdout
    share = int(done.stdout.split(" % of the inputs pass check")[0].split()[-1])
    assert share >= 20


def test_random_networks():
    """Three of them keep their water, their bits and their files."""
    done = subprocess.run(
        [sys.executable, str(HERE / "networks_at_random.py"), "1", "2", "3"],
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_three_kills(tmp_path):
    assert kills(tmp_path, 3) == []


def test_samples_have_companions_of_every_kind():
    """Rain, climate, interface, series and zones are there, and are mutated."""
    from corpus import with_companions

    names = {name for sample in with_companions() for name in sample.files}
    assert names >= {"rain.dat", "climate.txt", "up.txt", "level.dat", "zones.csv", "stations.csv"}
    assert all(isinstance(sample, Sample) for sample in with_companions())
