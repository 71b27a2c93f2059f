"""Every kind of bad input: a message that says what and where, the right exit code, no traceback, nothing harmed."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sponge.simulation.warmup_models import TEXTS

GOOD = TEXTS["DYNWAVE"]
OUTFALLS = "[OUTFALLS]\nO1 9.0 FREE NO\nO2 9.0 FIXED 9.2 YES\n"
RAIN = "RAIN 0:00 20\nRAIN 0:05 20\nRAIN 0:10 5\nRAIN 0:15 0\n"


def replaced(old: str, new: str) -> bytes:
    """The good model with one thing changed."""
    assert old in GOOD, old
    return GOOD.replace(old, new).encode()


BAD = {  # name -> (file's bytes, words of the message)
    "empty": (b"", []),
    "binary": (bytes(range(256)) * 40, []),
    "truncated": (GOOD[: GOOD.index("[XSECTIONS]")].encode(), ["PC"]),
    "unknown section": (replaced("[CURVES]", "[KURVES]"), ["KURVES"]),
    "unknown option": (replaced("REPORT_STEP", "RAPPORT_STEP"), ["RAPPORT_STEP"]),
    "unknown keyword": (replaced("TRANSVERSE", "CROSSWISE"), ["CROSSWISE"]),
    "too few fields": (replaced("C1 J1 J2 100 0.013 0 0", "C1 J1 J2"), ["CONDUITS"]),
    "not a number": (replaced("J1 10.0 2.0 0 0 50", "J1 ten 2.0"), ["ten"]),
    "NaN": (replaced("J1 10.0 2.0 0 0 50", "J1 nan 2.0"), ["nan"]),
    "negative length": (replaced("C1 J1 J2 100", "C1 J1 J2 -100"), ["C1"]),
    "zero diameter": (replaced("C1 CIRCULAR 0.5 0 0 0", "C1 CIRCULAR 0 0 0 0"), ["CIRCULAR"]),
    "missing node": (replaced("C1 J1 J2", "C1 J1 J99"), ["J99"]),
    "duplicate name": (replaced("J2 9.8 2.0", "J1 9.8 2.0"), ["J1"]),
    "no outfall": (replaced(OUTFALLS, "[JUNCTIONS]\nO1 9.0\nO2 9.0\n"), ["outfall"]),
    "dates reversed": (replaced("END_DATE 01/01/2020", "END_DATE 01/01/2019"), []),
    "step of zero": (replaced("ROUTING_STEP 5", "ROUTING_STEP 0"), ["step"]),
    "series out of order": (replaced("RAIN 0:15 0", "RAIN 0:02 0"), ["RAIN"]),
    "missing external file": (replaced(RAIN, 'RAIN FILE "gone.dat"\n'), ["gone.dat"]),
    "rule with a missing link": (replaced("THEN PUMP P1 STATUS", "THEN PUMP P99 STATUS"), ["P99"]),
    "another encoding": (GOOD.replace("J3", "Jé").encode("latin-1").replace(b"J2 J\xe9 100", b"J2 J\xe8 100"), []),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["run", "check"])
def test_bad_model(sponge, tmp_path, name, command):
    content, words = BAD[name]
    path = tmp_path / "bad.inp"
    path.write_bytes(content)
    before = {"bad.inp": content, "bad.nc.old": b"precious"}
    (tmp_path / "bad.nc.old").write_bytes(b"precious")
    done = sponge(command, path, errors="replace")
    said = done.stderr + done.stdout
    assert done.returncode == 3, said
    assert "Traceback" not in said and "internal error" not in said
    assert len(said.strip()) > 10
    for word in words:
        assert word.lower() in said.lower()
    assert {f: (tmp_path / f).read_bytes() for f in os.listdir(tmp_path)} == before


def test_all_problems_at_once(sponge, tmp_path):
    """Three mistakes in three sections, each with its file and line."""
    text = GOOD.replace("J1 10.0 2.0 0 0 50", "J1 ten 2.0").replace("C3 J3 J4 100", "C3 J3 J4 -100")
    (tmp_path / "bad.inp").write_text(text.replace("W1 J2 T1", "W1 J2 T77"))
    done = sponge("run", "bad.inp")
    assert done.returncode == 3
    for word in ("ten", "C3", "T77", "bad.inp:"):
        assert word in done.stderr


def test_warnings_do_not_drown_the_problem(sponge, tmp_path):
    """A level conduit is odd and no more; the problem comes last, alone."""
    text = GOOD.replace("J2 9.8 2.0", "J2 10.0 2.0").replace("C3 J3 J4 100", "C3 J3 J4 -100")
    (tmp_path / "bad.inp").write_text(text)
    done = sponge("run", "bad.inp")
    assert done.returncode == 3
    assert "C3" in done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize("command", ["run", "check", "info", "verify"])
def test_missing_file(sponge, tmp_path, command):
    (tmp_path / "model.inp").write_text("")
    done = sponge(command, "modle.inp")
    assert done.returncode == 2
    assert "modle.inp" in done.stderr and "did you mean 'model.inp'" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_behind_what_is_printed(sponge):
    with Path("/dev/full").open("w") as full:
        done = sponge("lid", "list", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert done.stderr == "error: cannot print: No space left on device\n"


@pytest.mark.parametrize("command", ["run", "check"])
def test_a_folder_is_no_model(sponge, tmp_path, command):
    done = sponge(command, tmp_path)
    assert done.returncode == 2
    assert "is a folder" in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_unreadable_file(sponge, model: Path):
    model.chmod(0o000)
    done = sponge("run", model)
    assert done.returncode == 2
    assert "cannot read" in done.stderr


def test_names_in_another_encoding_run(sponge, tmp_path):
    """A file in Latin-1 is no mistake: its names come out as they are."""
    (tmp_path / "latin.inp").write_bytes(GOOD.replace("J3", "Jé").encode("latin-1"))
    done = sponge("run", "latin.inp")
    assert done.returncode == 0, done.stderr
