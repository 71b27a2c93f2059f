"""The folders of tests are those of src/sponge: what a folder does is tested in the folder of the same name.

The page of the architecture names them too.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
SOURCES = TESTS.parent / "src" / "sponge"
ELSEWHERE = {"docs", "epa_defects", "fuzz", "models", "parity"}  # tests of what is no folder of src


def folders_in(root: Path) -> list[str]:
    """Folders under a root with Python modules of their own, beside an ``__init__`` that says what they are."""
    files = [path for path in root.rglob("*.py") if path.name != "__init__.py" and path.parent != root]
    return sorted({path.parent.relative_to(root).as_posix() for path in files})


def untested(folder: str, tests: Path) -> bool:
    """Whether no test file stands in the folder of that name, nor in one below."""
    return not any((tests / folder).rglob("test_*.py"))


@pytest.mark.parametrize("folder", folders_in(SOURCES))
def test_a_folder_of_sources_has_its_folder_of_tests(folder):
    assert not untested(folder, TESTS), f"no tests/{folder}/test_*.py"


def test_a_folder_of_tests_has_its_folder_of_sources():
    folders = {folder for folder in folders_in(TESTS) if folder.split("/")[0] not in ELSEWHERE}
    assert [folder for folder in folders if not (SOURCES / folder).is_dir()] == []


@pytest.mark.parametrize("folder", [folder for folder in folders_in(SOURCES) if folder.count("/") < 2])
def test_the_page_of_the_architecture_names_a_folder(folder):
    """Those of physics and io are their processes and formats, which it names as a whole."""
    page = (TESTS.parent / "docs" / "architecture.md").read_text()
    whole = folder.split("/")[0]
    assert folder in page or (whole in ("physics", "io") and f"`{whole}/`" in page.replace("`io`", "`io/`"))


def test_a_folder_without_tests_is_found(tmp_path):
    (tmp_path / "engine").mkdir()
    (tmp_path / "engine" / "helpers.py").write_text("")
    assert untested("engine", tmp_path) and untested("rain", tmp_path)
    (tmp_path / "engine" / "test_step.py").write_text("")
    assert not untested("engine", tmp_path) and folders_in(tmp_path) == ["engine"]
