"""Documents say what is: every variable of a results file, every command, every one of our models."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sponge.assess.docs import page_of
from sponge.cli.main import COMMANDS
from sponge.results.registry import SERIES, SUMMARIES
from sponge.results.registry.docs import with_tables


def test_results_page_is_made_from_the_registry(root: Path) -> None:
    """Where it is not: ``python -m sponge.results.registry.docs docs/results.md``."""
    page = (root / "docs" / "results.md").read_text(encoding="utf-8")
    assert with_tables(page) == page
    for variable in (*SERIES, *SUMMARIES):
        assert page.count(f"\n| `{variable.name}` |") == 1, variable.name


def test_the_indicators_page_is_made_from_the_standard(root: Path) -> None:
    """Where it is not: ``python -m sponge.assess.docs docs/assess.md``."""
    page = (root / "docs" / "assess.md").read_text(encoding="utf-8")
    assert page_of(page) == page


def test_a_page_without_its_marker_is_refused(root: Path) -> None:
    page = (root / "docs" / "results.md").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no table between"):
        with_tables(page.replace("<!-- variables: lid", "<!-- "))

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "src" / "sponge"
BASES = (ROOT, SOURCES)
PROCESSES = sorted(page.name for page in (ROOT / "docs" / "theory").glob("*.md") if page.name != "README.md")


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_lists_every_command(root: Path, command: str) -> None:
    assert f"`sponge {command}" in (root / "README.md").read_text()


def test_models_page_names_every_model(root: Path, own_model: Path) -> None:
    assert f"`{own_model.stem}`" in (root / "models" / "README.md").read_text()


def test_no_hint_installs_a_stranger() -> None:
    """The index has another program named sponge."""
    pages = [*(ROOT / "src").rglob("*.py"), *(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "pyproject.toml"]
    stranger = re.compile(r"\bsponge\[[a-z]+\]|pip install '?sponge\b(?!-)")
    assert not [page for page in pages if stranger.search(page.read_text(encoding="utf-8"))]


PAGES = ("docs/architecture.md", "docs/extending.md", "CONTRIBUTING.md", *sorted(
    str(page.relative_to(ROOT)) for page in (ROOT / "docs" / "theory").glob("*.md")
))  # fmt: skip


def paths_in(page: str) -> set[str]:
    """What a page calls by a path: `a/b.py`, `a/b`, `a/{b,c}.py`, and the bare names in a list that begins with one."""
    found: set[str] = set()
    for quoted in re.findall(r"`([\w./{},]+)`", page):
        if "/" in quoted and not re.search(r"[A-Z]", quoted.split("/")[0]):
            first, braces, rest = quoted.partition("{")
            names, _, last = rest.partition("}")
            found |= {f"{first}{name}{last}" for name in names.split(",")} if braces else {quoted}
    return found


@pytest.mark.parametrize("page", PAGES)
def test_paths_that_a_page_names_exist(page: str) -> None:
    """From the root, or from src/sponge."""
    named = paths_in((ROOT / page).read_text())
    assert not [path for path in named if not any((base / p).exists() for base in BASES for p in (path, f"{path}.py"))]


def test_a_path_that_is_not_there_is_found_out() -> None:
    assert paths_in("See `physics/snow/` and `engine/quality/{loads,nothing}.py`, not `x / y` or `picard`.") == {
        "physics/snow/", "engine/quality/loads.py", "engine/quality/nothing.py",
    }  # fmt: skip


@pytest.mark.parametrize("page", PROCESSES)
def test_a_process_names_its_page(page: str) -> None:
    """In the docstring of its package in physics or engine."""
    docstrings = [p.read_text() for layer in ("physics", "engine", "rain") for p in (SOURCES / layer).rglob("*.py")]
    assert any(f"docs/theory/{page}" in text for text in docstrings)


@pytest.mark.parametrize("page", PROCESSES)
def test_the_list_of_pages_has_every_page(page: str) -> None:
    assert f"({page})" in (ROOT / "docs" / "theory" / "README.md").read_text()


# --- the published defects of EPA SWMM ---------------------------------------------------------------------------

DEFECTS = re.compile(r"^\| ((?:NUM|CON|BND|IO|CRASH|API)-\d\d) \| (.+?) \| (.+?) \| ?(.*?) ?\|$", re.MULTILINE)
OF_EACH_KIND = {"NUM": 57, "CON": 23, "BND": 19, "IO": 62, "CRASH": 21, "API": 18}


def rows_of_defects() -> list[tuple[str, ...]]:
    """Number, what it is, whether sponge has it, and the test, of every row of the page."""
    return DEFECTS.findall((ROOT / "docs" / "epa-defects.md").read_text(encoding="utf-8"))


def test_every_published_defect_has_its_row():
    """Two hundred numbers, each once; at most thirty that do not apply, each with the code that makes it so."""
    rows = rows_of_defects()
    numbers = [row[0] for row in rows]
    assert len(set(numbers)) == len(numbers) == 200
    assert {kind: sum(n.startswith(f"{kind}-") for n in numbers) for kind in OF_EACH_KIND} == OF_EACH_KIND
    without = [row for row in rows if not row[3]]
    assert len(without) <= 30
    for number, _, answer, _ in without:
        assert answer.startswith("does not apply: "), number
        for path in re.findall(r"`([\w./]+/[\w./]+)`", answer):
            assert (SOURCES / path).exists(), f"{number}: {path}"
        assert "`" in answer, number


@pytest.mark.parametrize("number, answer, named", [(r[0], r[2], r[3]) for r in rows_of_defects() if r[3]])
def test_the_test_of_a_defect_exists(number, answer, named):
    """The file has a test of that name."""
    file, _, test = named.strip("`").partition("::")
    assert answer in ("no", "no, since it was mended"), number
    assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), named


def test_what_is_looked_for_is_where_the_architecture_says(root: Path) -> None:
    page = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| [^|]+ \| `(\w[\w/]+\.py)` \| `(\w+)` \|$", page, flags=re.M)
    assert len(rows) == 10
    for file, word in rows:
        assert re.search(rf"\b{word}\b", (SOURCES / file).read_text(encoding="utf-8")), (file, word)
