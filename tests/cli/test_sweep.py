"""``sponge sweep`` and ``sponge run --scenario`` as a user calls them."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from sweep_texts import all_pairs

from sponge.cli import progress

SWEEP = all_pairs([1, 10], [0.8, 1.2], 'title = "Storms"\n')
SCENARIO = SWEEP.split("[[vary]]")[0] + 'measures = ["smooth"]\n'


@pytest.fixture
def storms(model: Path) -> Path:
    """A sweep beside the small model."""
    (model.parent / "measures").mkdir()
    (model.parent / "measures" / "smooth.toml").write_text('set = ["conduit[*].roughness *= 0.7"]\n')
    path = model.parent / "storms.toml"
    path.write_text(SWEEP)
    return path


def test_writes_a_file_and_prints_a_table(sponge, storms):
    done = sponge("sweep", storms)
    assert done.returncode == 0, done.stderr
    for word in (
        "years=1, rough=0.8",
        "years=10, rough=1.2",
        "rain mm",
        "runoff mm",
        "captured %",
        "flooded m3",
        "worst",
    ):
        assert word in done.stdout
    with xr.open_dataset(storms.with_suffix(".nc")) as ds:
        assert ds.sizes["scenario"] == 4 and (ds.status == 0).all()
        assert ds.years.values.tolist() == [1.0, 1.0, 10.0, 10.0]
        assert ds.attrs["history"].endswith("sponge sweep " + str(storms))
    assert set(os.listdir(storms.parent)) == {"small.inp", "storms.toml", "storms.nc", "measures"}


def test_json_is_the_table(sponge, storms):
    done = sponge("sweep", "storms.toml", "--json", "--with", "vary.years.values=[1, 2, 5]", "--every", "10min")
    data = json.loads(done.stdout)
    assert [row["scenario"] for row in data["scenarios"]][-1] == "years=5, rough=1.2"
    rain = [row["rain"] for row in data["scenarios"]]
    assert rain == sorted(rain) and data["failed"] == {} and data["computed"] == 6
    for row in data["scenarios"]:
        assert row["captured"] == pytest.approx(100.0 * (1.0 - row["runoff"] / row["rain"]))
    with xr.open_dataset(storms.parent / "storms.nc") as ds:
        assert ds.sizes["time"] == 4


def test_dry_run_runs_nothing(sponge, storms):
    done = sponge("sweep", "storms.toml", "--dry-run", "--with", "vary.rough.values=[0.6, 0.8, 1.0, 1.2]")
    assert done.returncode == 0, done.stderr
    for word in (
        "8 scenarios",
        "years=1, rough=0.6",
        "years=10, rough=1.2",
        "...",
        "memory",
        "disk",
        "blocks",
        "about",
    ):
        assert word in done.stdout
    assert "rough=1.2\n4 " not in done.stdout
    assert not storms.with_suffix(".nc").exists()
    facts = json.loads(sponge("sweep", "storms.toml", "--dry-run", "--json").stdout)
    assert facts["scenarios"] == 4 and facts["estimated_seconds"] > 0.0


def test_files_that_a_model_saves_are_not_saved_of_scenarios_and_it_is_told(sponge, storms):
    inp = storms.parent / "small.inp"
    inp.write_text(inp.read_text() + '\n[FILES]\nSAVE HOTSTART "end.hsf"\n')
    told = "not saved of scenarios: the hot start file end.hsf"
    assert told in sponge("sweep", "storms.toml", "--dry-run").stdout
    done = sponge("sweep", "storms.toml")
    assert done.returncode == 0 and told in done.stderr
    assert not (storms.parent / "end.hsf").exists()


def test_a_scenario_is_the_lane_of_a_sweep(sponge, storms):
    (storms.parent / "one.toml").write_text(SCENARIO)
    done = sponge("run", "--scenario", "one.toml")
    assert done.returncode == 0, done.stderr
    assert "small.inp" in done.stdout
    (storms.parent / "many.toml").write_text(
        SCENARIO + '[[vary]]\nname = "n"\ntarget = "options.dry_days"\nvalues = [0]\n'
    )
    assert sponge("sweep", "many.toml", "-q").returncode == 0
    with xr.open_dataset(storms.parent / "one.nc") as one, xr.open_dataset(storms.parent / "many.nc") as many:
        np.testing.assert_array_equal(one.link_flow.values, many.link_flow.values[0])
        assert "measure smooth" in one.attrs["changes"]
    done = sponge("run", "small.inp", "--scenario", "one.toml", "-o", "b.nc", "--with", "rain.return_period=50", "-q")
    assert done.returncode == 0, done.stderr
    with xr.open_dataset(storms.parent / "one.nc") as a, xr.open_dataset(storms.parent / "b.nc") as b:
        assert float(b.runoff_rainfall) > float(a.runoff_rainfall)


# --- bad input ----------------------------------------------------------------------------------------------------

VARY = '[[vary]]\nname = "rough"\ntarget = "conduit[C1].roughness"\n'
HEAD = 'model = "small.inp"\n'
THOUSAND = list(range(1, 1001))
BAD = {  # name -> (sweep file, arguments, exit code, words)
    "no file": (None, [], 2, ["there is no file"]),
    "no TOML": (HEAD + "n = = 3", [], 2, ["storms.toml", "not valid TOML", "line 2"]),
    "unknown key": (HEAD + "modell = 3", [], 2, ["storms.toml", "modell: unknown key, did you mean 'model'"]),
    "unknown key inside": (HEAD + VARY + "valeus = [1]", [], 2, ["vary[1].valeus", "did you mean 'values'"]),
    "several": (HEAD + 'lead = "x"\nnn = 1\n' + VARY + "op = 1", [], 2, ["3 problems", "lead", "nn", "vary[1].op"]),
    "no model": ("title = ''", [], 2, ["model: this key is required"]),
    "missing model": ("model = 'smal.inp'\n" + VARY + "values=[1]", [], 2, ["did you mean 'small.inp'"]),
    "unknown measure": (HEAD + '[[vary]]\nname="m"\nmeasures=[["smoth"]]', [], 2, ["did you mean 'smooth'"]),
    "measure without its element": (HEAD + 'measures=["ghost"]\n' + VARY + "values=[1]", [], 2,
                                    ["measure 'ghost'", "ghost.toml", "set[1]", "no pump matches 'P77'"]),
    "change of topology": (HEAD + '[[vary]]\nname="x"\ntarget="conduit[C1].down"\nvalues=["J4"]', [], 2,
                           ["vary 'x'", "never topology"]),
    "empty": (HEAD, [], 2, ["the sweep is empty"]),
    "a billion": (HEAD + "".join(VARY.replace('"rough"', f'"r{i}"') + f"values={THOUSAND}\n" for i in range(3)), [], 2,
                  ["1,000,000,000 scenarios", "TB of disk", "of memory", "years of one core"]),
    "two of one name": (HEAD + VARY + "values = [1, 1]", [], 2, ["given to two scenarios"]),
    "unknown setting": (SWEEP, ["--with", "vary.yaers.values=[1]"], 2, ["did you mean 'years'"]),
    "setting of an unknown key": (SWEEP, ["--with", "sede=3"], 2, ["sede: unknown key, did you mean 'seed'"]),
    "neither nc nor zarr": (SWEEP, ["-o", "x.csv"], 2, ["NAME.nc or NAME.zarr"]),
    "netCDF from a cluster": (SWEEP, ["--scheduler", "tcp://127.0.0.1:1"], 2, ["zarr only"]),
    "nothing to resume": (SWEEP, ["--resume"], 2, ["nothing to resume"]),
    "no such folder": (SWEEP, ["-o", "no/x.nc"], 2, ["does not exist"]),
    "every": (SWEEP, ["--every", "soon"], 2, ["every: cannot read the duration"]),
    "rain": (SWEEP.replace("chicago", "chicgao"), [], 2, ["chicago"]),
    "bad base model": (SWEEP, ["--with", "model=bad.inp"], 3, ["bad.inp", "C1"]),
    "all lanes bad": (HEAD + VARY + "values = [0, 0]\nlabels = ['a', 'b']", [], 5, ["none of the 2 scenarios", "C1"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input(sponge, storms, name):
    text, arguments, code, words = BAD[name]
    (storms.parent / "measures" / "ghost.toml").write_text('set = ["pump[P77].start_depth = 1"]\n')
    bad = (storms.parent / "small.inp").read_text().replace("C1 J1 J2 100", "C1 J1 J2 -100")
    (storms.parent / "bad.inp").write_text(bad)
    storms.unlink() if text is None else storms.write_text(text)
    before = set(os.listdir(storms.parent))
    done = sponge("sweep", "storms.toml", *arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr and "internal error" not in done.stderr
    for word in words:
        assert word in done.stderr
    assert set(os.listdir(storms.parent)) == before


def test_a_model_is_no_sweep(sponge, storms):
    done = sponge("sweep", "small.inp")
    assert done.returncode == 2 and "a model alone is for sponge run" in done.stderr


def test_output_exists(sponge, storms):
    for target in ("storms.nc", "storms.zarr"):
        (storms.parent / target).write_bytes(b"precious")
        done = sponge("sweep", "storms.toml", "-o", target)
        assert done.returncode == 2 and "--overwrite" in done.stderr
        assert (storms.parent / target).read_bytes() == b"precious"
    assert sponge("sweep", "storms.toml", "--overwrite", "-q").returncode == 0


def test_a_failing_lane_is_exit_5(sponge, storms):
    done = sponge("sweep", "storms.toml", "--with", "vary.rough.values=[0.8, 0]")
    assert done.returncode == 5
    assert "failed: scenario 'years=1, rough=0'" in done.stderr and "2 of 4 scenarios failed" in done.stderr
    assert "FAILED" in done.stdout
    with xr.open_dataset(storms.with_suffix(".nc")) as ds:
        assert ds.status.values.tolist() == [0, 4, 0, 4]


def test_a_full_disk_keeps_finished_blocks(sponge, storms):
    """A limit on the size of files stands for a full disk: the whole does not fit, the blocks do."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    values = [round(0.6 + 0.05 * i, 2) for i in range(20)]
    arguments = ["storms.toml", "--jobs", "1", "--every", "10s", "--with", f"vary.rough.values={values}"]
    assert sponge("sweep", *arguments, "-o", "whole.nc", "-q").returncode == 0
    size = int(0.7 * (storms.parent / "whole.nc").stat().st_size)  # a block of 8 of 40 scenarios is less
    done = sponge("sweep", *arguments, preexec_fn=limit)
    assert done.returncode == 2, done.stderr
    assert "cannot write" in done.stderr and "--resume" in done.stderr and "Traceback" not in done.stderr
    assert not storms.with_suffix(".nc").exists() and (storms.parent / "storms.parts").is_dir()
    assert sponge("sweep", *arguments, "--resume", "-q").returncode == 0
    with xr.open_dataset(storms.parent / "whole.nc") as a, xr.open_dataset(storms.parent / "storms.nc") as b:
        xr.testing.assert_equal(a, b)


@pytest.mark.parametrize("jobs, kind", [(1, signal.SIGINT), (2, signal.SIGINT), (2, signal.SIGTERM)])
def test_interrupt_says_how_to_go_on(sponge, storms, jobs, kind):
    storms.write_text(SWEEP.replace("lead = 0", 'lead = "10h"'))
    values = [round(0.6 + 0.02 * i, 2) for i in range(24)]
    command = [
        sys.executable,
        "-m",
        "sponge",
        "sweep",
        "storms.toml",
        "--jobs",
        str(jobs),
        "--with",
        f"vary.rough.values={values}",
    ]
    pipe = subprocess.PIPE
    heed = lambda: signal.signal(signal.SIGINT, signal.default_int_handler)  # noqa: E731
    process = subprocess.Popen(command, cwd=storms.parent, stdout=pipe, stderr=pipe, text=True, preexec_fn=heed)
    limit = time.monotonic() + 240.0
    while not list(storms.parent.glob("storms.parts/block-*.json")):
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < limit
        time.sleep(0.02)
    process.send_signal(kind)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert "interrupted" in err and "--resume" in err and "Traceback" not in err
    assert not storms.with_suffix(".nc").exists()
    done = sponge(*command[3:], "--resume", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["computed"] < 48


def test_a_scenario_counts_once_it_has_run(capsys, monkeypatch):
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0.0)
    counter = progress.Scenarios("town", 2)
    for done in (0.0, 1.7, 2.0 - 1e-9):
        counter.tell(done)
    told = capsys.readouterr().err.splitlines()
    assert [line.partition(" scenarios")[0] for line in told] == ["town: 0 of 2", "town: 1 of 2", "town: 2 of 2"]
