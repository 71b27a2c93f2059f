"""Everything that a page shows is run, in a folder with small files of the names that the page gives a reader's own:
commands, Python, TOML and parts of files, block after block.

Long sweeps are planned (``--dry-run``), long searches cut short. The first pages, which bring all their files
themselves, are followed word for word by ``test_docs_run.py``.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from click.testing import CliRunner
from docs_towns import observations, town
from zoned import MODEL as ZONED
from zoned import UNITS, write

import sponge
from sponge.cli.main import _guarded
from sponge.io.examples import copy_examples
from sponge.rain import rain_spec
from sponge.sweep.measures import library_of
from sponge.sweep.plan import read_plan

DOCS = Path(__file__).parents[2] / "docs"
SLOW = pytest.mark.slow
ENDS_WELL = {"assess": (0, 6, 7), "size": (0, 6)}  # exit codes that are answers
FOLLOWED = {"start", "from-pyswmm", "from-epa-swmm", "clusters", "tutorial"}  # by test_docs_run.py
WALK = ("district", "district.zh")
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
OTHER_PROGRAMS = ("ncks", "ncatted", "ncwa", "cdo")  # whose commands are run where they are installed
OTHER_LIBRARIES = ("xugrid",)  # blocks that import one are run where it is installed
STORM = """model = "../models/tutorial/tutorial.inp"
rain = { kind = "chicago", formula = "tianjin-1", return_period = 5, duration = "2h" }
"""
ROUGH = """model = "town.inp"
method = "lhs"
n = 8
[[vary]]
name = "width"
target = "subcatchment[*].width"
op = "*="
distribution = { kind = "uniform", low = 0.5, high = 2.0 }
[[vary]]
name = "measures"
target = "conduit[*].roughness"
op = "*="
values = [1, 1.5]
"""


def commands_of(page: Path) -> list[str]:
    """The commands that a page shows in blocks; lines with [options] or a FORMAT only say how they are written."""
    blocks = [text for kind, text in FENCE.findall(page.read_text("utf-8")) if kind in ("", "sh")]
    lines = [line for text in blocks for line in text.splitlines() if line.startswith("sponge ")]
    return [line for line in lines if "[-" not in line]


def said_by(command: str, long: bool = False) -> tuple[int, str]:
    """What a command ends with and prints, shortened where it would take ``long``."""
    words = shlex.split(command, comments=True)[1:]
    if not long and words[0] == "sweep" and words[1].startswith("scenarios/") and "--dry-run" not in words:
        words.append("--dry-run")
    if words[0] == "export":  # what a page shows one after another are alternatives
        words.append("--overwrite")
    if words[0] == "calibrate":
        words += ["--with", "runs=8"]
    codes: list[int] = []
    runner = CliRunner(catch_exceptions=False)
    with runner.isolation() as (*_, output):
        codes.append(int(_guarded(words)))
        said = output.getvalue().decode(errors="replace")
    return codes[0], said


def for_sweeps() -> None:
    """The page stands in a folder beside that of the models."""
    copy_examples(["tutorial", "beichen"], Path(".."))
    Path("storm.toml").write_text(STORM)
    town(Path("model.inp"))


def for_runs() -> None:
    town(Path("town.inp"))
    for name in ("M.inp", "model.inp", "mytown.inp"):
        town(Path(name))
    assert said_by("sponge run town.inp -o town.nc -q")[0] == 0


def for_results() -> None:
    mapped = town(Path("town.inp"))
    mapped.write_text(mapped.read_text() + "[MAP]\nUNITS Meters\nCRS EPSG:32650\n")
    vary = '[[vary]]\nname = "n"\ntarget = "conduit[*].roughness"\nop = "*="\nvalues = [1, 2, 3, 4]\n'
    Path("sweep.toml").write_text(f'model = "town.inp"\n{vary}labels = ["20 a, base", "b", "c", "d"]\n')
    for command in ("run town.inp -o town.nc -q", "sweep sweep.toml -o sweep.nc -q"):
        assert said_by(f"sponge {command}")[0] == 0


def for_calibration() -> None:
    town(Path("town.inp"), "07/12/2024")
    Path("uncertainty.toml").write_text(ROUGH)
    assert said_by("sponge run town.inp -o storm.nc -q")[0] == 0
    observations(Path("storm.nc"), Path("observed.csv"))


def for_pictures() -> None:
    town(Path("town.inp"))
    two = '[[vary]]\nname = "measures"\ntarget = "conduit[*].roughness"\nop = "*="\nvalues = [1, 2]\n'
    Path("two.toml").write_text(f'model = "town.inp"\n{two}labels = ["20 a, base", "20 a, all"]\n')
    Path("many.toml").write_text(ROUGH)
    for name, output in (("two", "RESULTS"), ("many", "SWEEP")):
        assert said_by(f"sponge sweep {name}.toml -o {output}.nc")[0] == 0


def for_district() -> None:
    copy_examples(["beichen"], Path())


PAGES: dict[str, Callable[[], None] | None] = {
    "rain": None, "lid-presets": None, "export": for_runs, "files": for_runs, "results": for_results,
    "sweeps": for_sweeps, "calibration": for_calibration, "report": for_pictures, "beichen": for_district,
}  # fmt: skip
LONG = ("export", "sweeps", "calibration", "report", "results", "beichen")  # they start processes, or search
ELSEWHERE = {  # these need results of the district, which the walk makes
    "assess": "sponge assess design-storms.nc continuous.nc --local tianjin --lang both",
    "report": "sponge plot overview RESULTS.nc --model models/beichen --return-period 20",
}  # fmt: skip
OF_DISTRICT = 'write_picture("results.nc"'  # a block of Python of the same kind
RIVERS = ZONED.replace("R01", "NC_1").replace("RO ", "NC_2 ")  # with the canal that the page of sweeps dredges


def part_of_rain(kind: str, text: str) -> None:
    """A table of rain, or a file of it."""
    Path("storm.csv").write_text(text, encoding="utf-8")
    rain = tomllib.loads(text)["rain"] if kind == "toml" else {"kind": "csv", "file": "storm.csv"}
    assert rain_spec(rain).build().total > 0.0


def part_of_sweeps(_: str, text: str) -> None:
    """A measure, beside a model that it changes."""
    folder = Path("rivers")
    (folder / "measures").mkdir(parents=True)
    (folder / "measures" / "dredging.toml").write_text(text, encoding="utf-8")
    path = write(folder)
    path.write_text(RIVERS.format(routing="DYNWAVE", hours=8), encoding="utf-8")
    model = sponge.read_inp(path)
    dredged = library_of(model).apply(model, "dredging")
    assert dredged.conduits["NC_1"].roughness == 0.8 * model.conduits["NC_1"].roughness


def part_of_lid_presets(kind: str, text: str) -> None:
    """Rows of a model, which has the control that the page's command prints; then a scenario of that model."""
    if kind == "toml":
        Path("lids.toml").write_text('model = "zoned.inp"\n' + text, encoding="utf-8")
        plan = read_plan(Path("lids.toml"))
        used = [sum(use.total_area for use in plan.lanes.lane(k).lid_uses.values()) for k in range(len(plan.names))]
        assert used[0] == 0.0 and used == sorted(used) and used[-1] > 0.0
        return
    control = said_by("sponge lid show sunken_green --as LAWN --inp")[1]
    write(Path(), more=f"{control}\n{text}")
    assert list(sponge.read_inp("zoned.inp").lid_uses) == ["S1/LAWN"]


PARTS: dict[str, Callable[[str, str], None]] = {
    "rain": part_of_rain, "sweeps": part_of_sweeps, "lid-presets": part_of_lid_presets
}  # fmt: skip


def test_no_page_with_commands_is_left_out() -> None:
    shown = {page.stem for page in DOCS.glob("*.md") if commands_of(page)}
    assert shown - FOLLOWED - set(WALK) - set(ELSEWHERE) <= set(PAGES)


@pytest.mark.parametrize("page", [pytest.param(name, marks=SLOW) if name in LONG else name for name in PAGES])
def test_commands_of_a_page_run(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("MPLBACKEND", "agg")
    blocks = FENCE.findall((DOCS / f"{page}.md").read_text("utf-8"))
    files = [(text.split()[1], text) for kind, text in blocks if kind == "toml" and is_file(text)]
    for name, text in files:
        Path(name).write_text(text, encoding="utf-8")
    prepare = PAGES[page]
    if prepare:
        prepare()
    names: dict = {}
    done = [show(page, kind, text, names) for kind, text in blocks if (kind, is_file(text)) != ("toml", True)]
    assert sum(done) >= 1


def is_file(text: str) -> bool:
    """Does a block begin with the name of a TOML file?"""
    return text.startswith("# ") and text.split()[1].endswith(".toml")


def show(page: str, kind: str, text: str, names: dict) -> int:
    """Do what a block shows; how much there was to be done."""
    if kind == "python":
        if OF_DISTRICT in text or any(f"import {one}" in text and not find_spec(one) for one in OTHER_LIBRARIES):
            return 0
        exec(compile(text, f"{page}.md", "exec"), names)
        return 1
    programs = {line.split()[0] for line in text.splitlines() if line.strip() and not line.startswith("#")}
    if kind in ("", "sh") and programs <= {"sponge", *OTHER_PROGRAMS}:
        shown = [line for line in text.splitlines() if "[-" not in line]
        run_all([line for line in shown if line.startswith("sponge ") and line != ELSEWHERE.get(page)])
        for line in "\n".join(shown).replace("\\\n", " ").splitlines():
            if line.split()[0] in OTHER_PROGRAMS and shutil.which(line.split()[0]):
                subprocess.run(shlex.split(line, comments=True), check=True, timeout=120)
        return len(shown)
    if page in PARTS:
        PARTS[page](kind, text)
        return 1
    return 0


def run_all(commands: list[str], long: bool = False) -> None:
    """Each in turn; none may fail."""
    for command in commands:
        code, said = said_by(command, long)
        assert code in ENDS_WELL.get(command.split()[1], (0,)), f"{command}\n{said}"


def test_the_walk_is_the_same_in_both_languages() -> None:
    english, chinese = (commands_of(DOCS / f"{page}.md") for page in WALK)
    assert english == chinese and len(english) > 8


@SLOW
def test_the_walk_through_the_district(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And with its results what other pages show of the district."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    python_of("district.md", lambda text: run_all(text.splitlines(), long=True))
    assert Path("storms.html").stat().st_size > 1e6 and Path("assessed/indicators.csv").exists()
    Path("results").mkdir()
    for name in ("RESULTS.nc", "results.nc", "design-storms.nc", "results/design-storms.nc"):
        Path(name).symlink_to(Path("storms.nc").resolve())
    run_all([ELSEWHERE["report"], ELSEWHERE["assess"].replace(" continuous.nc", "")])
    run_all([line for line in commands_of(DOCS / "assess.md") if "scenarios/" in line])
    town(Path("mytown.inp"))
    run_all(commands_of(DOCS.parent / "README.md"))
    python_of("report.md")
    assert Path("results.png").stat().st_size > 50_000
    copy_examples(["hillside", "polder"], Path())
    run_all(["sponge run models/hillside/hillside.inp -o results/hillside.nc -q"])
    python_of("../README.md")


def python_of(page: str, other: Callable[[str], None] | None = None) -> None:
    """Run a page's Python from top to bottom; ``other`` takes its other blocks."""
    names: dict = {}
    for kind, text in FENCE.findall((DOCS / page).read_text("utf-8")):
        if kind == "python":
            exec(compile(text, page, "exec"), names)
        elif other:
            other(text)


@SLOW
def test_sizes_of_a_town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands of docs/assess.md that need a model of zones with LID units."""
    monkeypatch.chdir(tmp_path)
    write(tmp_path, more=UNITS).rename("mytown.inp")
    commands = [line for line in commands_of(DOCS / "assess.md") if "town" in line or "sized.nc" in line]
    assert len(commands) == 3
    run_all(commands)
