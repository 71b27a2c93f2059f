"""What is refused before the first step: told by check too, by one message, with nothing harmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from sponge.base.did_you_mean import Hints
from sponge.base.errors import ModelError, UsageError
from sponge.io import read_inp
from sponge.io.aside import LONGEST, aside, hidden
from sponge.model.options import Options
from sponge.results.layout import check_size, layout_of, number_of_reports, report_times
from sponge.simulation.refusals import problems_of_file
from sponge.simulation.resume import Segment
from sponge.simulation.saves import save_problems, saves_of
from sponge.simulation.warmup_models import TEXTS
from sponge.sweep.tomlfile import override, read_toml

TEXT = TEXTS["DYNWAVE"]


def with_saves(tmp_path, *rows):
    path = tmp_path / "m.inp"
    path.write_text(TEXT + "[FILES]\n" + "\n".join(rows) + "\n")
    return path


@pytest.mark.parametrize("rows, words", [
    (['SAVE OUTFLOWS "nowhere/out.txt"'], "nowhere does not exist"),
    (['SAVE OUTFLOWS "D:\\Projects\\out.txt"'], "does not exist"),
    (['SAVE HOTSTART "m.nc"'], "would replace the results"),
    (['SAVE HOTSTART "m.inp"'], "would replace a file that the model reads"),
    (['SAVE RUNOFF "a.bin"', 'SAVE HOTSTART "a.bin"'], "of the same name"),
    (['SAVE RUNOFF "a.bin"', 'SAVE HOTSTART "./x/../a.bin"'], "of the same name"),
    (['SAVE HOTSTART "folder"'], "is a folder"),
])  # fmt: skip
def test_files_that_cannot_be_saved(rows, words, tmp_path, monkeypatch):
    """Check tells it with the line, and a run does not begin."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "x").mkdir()
    path = with_saves(tmp_path, *rows)
    (problem,) = (p for p in problems_of_file(path) if p.fatal)
    assert words in problem.message and problem.section == "FILES"
    assert problem.line == TEXT.count("\n") + 1 + len(rows)
    with pytest.raises(ModelError, match=words[:12]):
        saves_of(read_inp(path), tmp_path / "m.nc", overwrite=True)


def test_files_that_can_be_saved(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = with_saves(tmp_path, "SAVE RUNOFF a.bin", "SAVE HOTSTART b.hsf", "SAVE HOTSTART c.hsf 01/01/2020 00:10")
    assert not [p for p in problems_of_file(path) if p.fatal]
    assert not save_problems(read_inp(path), tmp_path / "m.nc")
    assert save_problems(read_inp(path), tmp_path / "a.bin")


def test_a_state_may_not_replace_what_is_read_or_written(tmp_path):
    taken = {(tmp_path / "m.nc").resolve()}
    for segment in (Segment(save_state=tmp_path / "m.nc", overwrite=True), Segment(from_state=tmp_path / "m.nc")):
        with pytest.raises(UsageError, match="the state file"):
            segment.check(taken)
    Segment(save_state=tmp_path / "s.npz").check(taken)


def test_results_that_nothing_can_hold_are_told_before(tmp_path):
    """1,000 years at 1 s; counting the rows takes no memory."""
    path = tmp_path / "m.inp"
    text = TEXT.replace("END_DATE 01/01/2020", "END_DATE 01/01/3020").replace("ROUTING_STEP 5", "ROUTING_STEP 1")
    path.write_text(text.replace("REPORT_STEP 00:05:00", "REPORT_STEP 00:00:01"))
    found = problems_of_file(path)
    (problem,) = (p for p in found if p.fatal)
    assert "GiB" in problem.message and "--every" in problem.hint
    assert any("routing steps" in p.message for p in found if not p.fatal)
    with pytest.raises(ModelError, match="GiB"):
        check_size(layout_of(read_inp(path)))


def test_rows_are_counted_as_they_are_written(tmp_path):
    from dataclasses import replace
    from datetime import timedelta

    path = tmp_path / "m.inp"
    path.write_text(TEXT)
    model = read_inp(path)
    for step, late in ((300.0, 0), (7.0, 0), (60.0, 450), (300.0, 1199)):
        options = replace(model.options, report_step=step, report_start=model.options.start + timedelta(seconds=late))
        changed = replace(model, options=options)
        assert number_of_reports(changed) == len(report_times(changed))
    assert Options().report_step == 900.0


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 10_000 + "]" * 10_000, "x = " + "[" * 40 + "]" * 40, "x = " + "{a=" * 400 + "1" + "}" * 400]
)
def test_toml_nested_deep(text, tmp_path):
    path = tmp_path / "s.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match="nested more than"):
        read_toml(path)
    assert isinstance(override({}, [text])["x"], str)


def test_hints_end_after_some():
    calls = []

    def known():
        calls.append(1)
        return ["CONDUIT"]

    hint = Hints(2)
    assert [hint("CONDUT", known) for _ in range(5)] == ["did you mean CONDUIT?"] * 2 + [""] * 3
    assert len(calls) == 2


def test_ten_thousand_wrong_names_are_refused_at_once(tmp_path):
    n = 3000
    rows = "".join(f"NODE_LONG_NAME_{i} 10 2\n" for i in range(n))
    links = "".join(f"C{i} NODE_LONG_NAMX_{i} NODE_LONG_NAMY_{i} 100 0.01 0 0\n" for i in range(10_000))
    (tmp_path / "m.inp").write_text(f"[JUNCTIONS]\n{rows}[OUTFALLS]\nO 9 FREE\n[CONDUITS]\n{links}")
    begun = time.process_time()
    problems = problems_of_file(tmp_path / "m.inp")
    assert time.process_time() - begun < 10.0
    assert len(problems) > 900 and "did you mean" in problems[0].hint


def test_models_of_many_wrong_names_too(tmp_path):
    from dataclasses import replace

    from sponge.model.validate import validate

    (tmp_path / "m.inp").write_text(TEXT)
    model = read_inp(tmp_path / "m.inp")
    c = model.conduits["C1"]
    many = {f"L{i}": replace(c, name=f"L{i}", up=f"J1{i}") for i in range(3000)}
    begun = time.process_time()
    found = validate(replace(model, conduits=many | dict(model.conduits), link_order=(*many, *model.link_order)))
    assert time.process_time() - begun < 20.0
    assert sum("is not defined" in p.message for p in found) == 3000


def test_a_name_as_long_as_a_folder_takes(tmp_path):
    """The name beside it, to write to, would be too long."""
    path = tmp_path / ("n" * (LONGEST - 3) + ".nc")
    with aside(path) as part:
        part.write_text("x")
    assert path.read_text() == "x" and os.listdir(tmp_path) == [path.name]
    assert len(hidden(path, "1.part", ".nc").name) < 60 < len(hidden(tmp_path / "a.nc", "1" * 60).name)


@pytest.mark.parametrize("command", ["run", "check", "info"])
def test_a_path_that_is_too_long(sponge, command):
    done = sponge(command, "x" * 300 + ".inp")
    assert done.returncode in (2, 3) and "Traceback" not in done.stderr
    assert "too long" in (done.stderr + done.stdout)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
@pytest.mark.parametrize("command", ["run", "check", "info", "sweep", "verify"])
def test_a_pipe_hangs_nobody(sponge, tmp_path, command):
    os.mkfifo(tmp_path / "m.inp")
    done = sponge(command, tmp_path / "m.inp", timeout=60.0)
    assert done.returncode in (2, 3) and "pipe" in done.stderr + done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_sigterm_is_ctrl_c(number, tmp_path, long_model):
    """What is finished is kept, nothing else is left, and the exit code is that of an interruption."""
    command = [sys.executable, "-m", "sponge", "run", str(long_model)]
    process = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    for line in process.stderr:
        if "%, 2020" in line and "00:00" not in line:  # rows are there
            break
    process.send_signal(number)
    process.communicate(timeout=120.0)
    assert process.returncode == 130
    assert sorted(os.listdir(tmp_path)) == ["long.inp", "long.partial.nc"]
