"""What is built is whole, says who it is, and cannot be published by accident."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email import message_from_string
from pathlib import Path

import pytest

import sponge

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """The wheel, built from these sources."""
    pytest.importorskip("hatchling")
    pytest.importorskip("hatch_fancy_pypi_readme")
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("sponge_stormwater-*.whl")
    return zipfile.ZipFile(path)


def test_wheel_has_the_package_and_the_examples(wheel: zipfile.ZipFile) -> None:
    """Every file of the package, models and scenarios under the name where `sponge example` looks; no results."""
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    ours = (p for p in (ROOT / "src" / "sponge").rglob("*") if p.is_file() and "__pycache__" not in p.parts)
    assert {f"sponge/{path.relative_to(ROOT / 'src' / 'sponge').as_posix()}" for path in ours} <= names
    files = [path for folder in ("models", "scenarios") for path in (ROOT / folder).rglob("*")]
    shipped = [path for path in files if path.suffix in (".inp", ".toml", ".csv", ".dat")]
    assert len(shipped) > 50
    assert {f"sponge/examples/{path.relative_to(ROOT).as_posix()}" for path in shipped} <= names
    assert not [name for name in names if re.search(r"\.(nc|rpt|out|pyc)$", name)]
    assert {name.split("/")[0] for name in names} == {"sponge"}


def test_the_source_package_is_whole(tmp_path: Path) -> None:
    """Who packages it has the tests, the docs and the scripts that check it: everything that git keeps."""
    pytest.importorskip("hatchling")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (path,) = tmp_path.glob("sponge_stormwater-*.tar.gz")
    with tarfile.open(path) as package:
        names = {name.partition("/")[2] for name in package.getnames()}
    kept = {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}
    assert len(kept) > 500 and kept - names == set()
    assert not [name for name in names if name.endswith((".nc", ".pyc"))]


def test_wheel_says_who_it_is(wheel: zipfile.ZipFile) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    said = message_from_string(wheel.read(name).decode("utf-8"))
    assert (said["Name"], said["Version"]) == ("sponge-stormwater", sponge.__version__)
    assert said["License-Expression"] == "Apache-2.0" and said["Author"] == "sponge developers"
    page = said.get_payload()
    links = re.findall(r"\]\(([^)]+)\)", str(page))
    assert len(links) > 10 and not [link for link in links if not link.startswith(("https://", "#"))]


def test_it_is_not_published_with_a_placeholder_for_its_address() -> None:
    done = subprocess.run([sys.executable, ROOT / ".ci" / "release"], capture_output=True, text=True, timeout=60)
    placeholders = [name for name, address in PROJECT["urls"].items() if ".invalid" in address]
    assert not placeholders or (done.returncode == 1 and "a placeholder" in done.stderr)
    assert "the version is not" not in done.stderr


def test_the_conda_recipe_needs_what_the_package_needs() -> None:
    recipe = (ROOT / "packaging" / "conda" / "meta.yaml").read_text(encoding="utf-8")
    run = recipe.split("  run:\n")[1].split("\n\n")[0]
    wanted = {re.sub(r"\s", "", line) for line in PROJECT["dependencies"]}
    assert {line.replace("    - ", "").replace(" ", "") for line in run.splitlines()} - {"python>=3.11"} == wanted


def test_verify_runs_epa_swmm_5_2() -> None:
    """swmm-toolkit is bounded to that line."""
    from swmm.toolkit import solver

    assert str(solver.swmm_get_version()).startswith("52")
