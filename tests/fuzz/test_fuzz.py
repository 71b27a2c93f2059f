"""The fuzzer, short: whatever the input, an answer; the same answer every time. ``make fuzz`` is the long run."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from campaign import Report
from examine import Examiner, Found
from mutators import BINARY, STATE, TEXT

SHORT, SEED, LARGE = 250, 1, 200_000


@pytest.fixture(scope="module")
def examiner(tmp_path_factory) -> Examiner:
    """Of the project's own models alone: the same inputs wherever the test runs."""
    return Examiner(SEED, tmp_path_factory.mktemp("fuzz"), shared=False)


@pytest.fixture(scope="module")
def found(examiner) -> list[Found]:
    """What became of the first inputs, but for those of the large models."""
    few = [k for k in range(2 * SHORT) if len(examiner.input(k)[2]) < LARGE][:SHORT]
    return [examiner.examine(number) for number in few]


def test_every_input_has_an_answer(found):
    assert [(one.case, one.file, one.mutators, one.defects) for one in found if one.defects] == []


def test_what_it_reaches(found):
    """Every mutator and kind of file has its turn, and a fifth of the inputs is sound enough to run."""
    made = Counter(name for one in found for name in one.mutators)
    assert set(made) == {*TEXT, *BINARY, *STATE}
    assert {one.kind for one in found} == {"model", "scenario", "sweep", "state"}
    assert len({one.file for one in found}) > 10
    assert sum(one.passed for one in found) >= len(found) / 5


def test_an_input_is_its_number(examiner, tmp_path):
    """The same bytes from another process: a number is all that a report needs."""
    other = Examiner(SEED, tmp_path, shared=False)
    for number in range(40):
        assert examiner.input(number)[1:4] == other.input(number)[1:4]


def test_sound_cases_pass(examiner, tmp_path):
    """What is damaged is sound before."""
    for case in examiner.cases:
        if case.weight < 0.1:  # the district
            continue
        folder = tmp_path / case.name
        folder.mkdir(exist_ok=True)
        examiner.work = folder
        case.write(folder)
        one = Found(case.name, case.kind, case.given, [])
        assert examiner._check(case, one) is not None and one.passed, case.name


def test_a_report_says_what_was_found():
    report = Report()
    one = Found("m", "model", "m.inp", ["bytes"], read=True, defects=["check: KeyError at a.py:1: 'x'"])
    report.take({"number": 7} | one.as_dict(), checks=True)
    assert "1 kinds of defects" in report.text() and "number 7" in report.text()


def test_defects_are_seen(examiner, monkeypatch):
    """An exception, a file that is left, a file that is lost: the fuzzer would notice."""
    number = next(k for k in range(100) if examiner.input(k)[0].kind == "model")

    def broken(_: Path) -> None:
        (examiner.work / "left.txt").write_text("")
        (examiner.work / examiner.input(number)[0].given).unlink()
        raise KeyError("nothing of ours")

    monkeypatch.setattr("examine.read_with_problems", broken)
    defects = " ".join(examiner.examine(number).defects)
    assert "KeyError" in defects and "files left: left.txt" in defects and "files lost or changed" in defects


@pytest.mark.long
def test_runs_and_commands():
    """A thousand inputs in the processes of the long run: some run for 50 steps, some through the command."""
    script = Path(__file__).with_name("campaign.py")
    words = ["--inputs", "1000", "--runs", "40", "--commands", "8", "--own", "--quiet"]
    done = subprocess.run([sys.executable, str(script), *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
