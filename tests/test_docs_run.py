"""What the first pages show is run, in the order of the page: commands, Python, and the files between them."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from pages import PAGES, with_tables

from sponge.io.inp.options import KNOWN

DOCS = Path(__file__).parents[1] / "docs"
SLOW = pytest.mark.slow
LONG = ("tutorial", "from-epa-swmm", "clusters")
SHOWN = ("start", "from-pyswmm", *(pytest.param(name, marks=SLOW) for name in LONG))
BLOCK = re.compile(r"^```(sh|toml|inp|python)( slow)?\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks_of(page: str) -> list[tuple[str, bool, str]]:
    """Kind, whether it takes long, and text of what a page shows."""
    return [(kind, bool(slow), text) for kind, slow, text in BLOCK.findall((DOCS / f"{page}.md").read_text("utf-8"))]


def follow(page: str, folder: Path, slow: bool) -> int:
    """Do what a page shows, in a folder; how many commands there were."""
    names: dict = {}
    commands = 0
    for kind, takes_long, text in blocks_of(page):
        if takes_long > slow:
            continue
        if kind in ("toml", "inp"):
            (folder / text.split()[1]).write_text(text, encoding="utf-8")
        elif kind == "python":
            exec(compile(text, f"{page}.md", "exec"), names)
        for line in text.splitlines() if kind == "sh" else ():
            program, *words = shlex.split(line, comments=True)
            assert program == "sponge", line
            done = subprocess.run([sys.executable, "-m", "sponge", *words], capture_output=True, text=True, timeout=900)
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            commands += 1
    return commands


@pytest.mark.parametrize("page", SHOWN)
def test_what_a_page_shows_is_so(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MPLBACKEND", "agg")
    assert follow(page, tmp_path, slow=False) >= 1


@pytest.mark.slow
def test_the_first_map_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    follow("start", tmp_path, slow=True)
    assert (tmp_path / "storms.png").stat().st_size > 50_000


@pytest.mark.parametrize("keyword", KNOWN)
def test_every_option_is_on_the_page_for_users_of_epa_swmm(keyword: str) -> None:
    assert f"`{keyword}`" in (DOCS / "from-epa-swmm.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_figures_of_a_page_are_those_that_are_committed(page: Path) -> None:
    """Where they are not: python benchmarks/pages.py."""
    text = page.read_text(encoding="utf-8")
    assert with_tables(text) == text and text.count("\n| ") > 3
