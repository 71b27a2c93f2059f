"""The notebooks of the documents run from top to bottom, and hold no outputs of an old run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def cells_of(path: Path) -> list[dict]:
    """Its cells."""
    return json.loads(path.read_text(encoding="utf-8"))["cells"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_clean(path: Path) -> None:
    """Without outputs, and every cell plain Python: nothing that only a notebook's shell knows."""
    code = [cell for cell in cells_of(path) if cell["cell_type"] == "code"]
    assert len(code) > 3 and not [cell for cell in code if cell["outputs"] or cell["execution_count"] is not None]
    for cell in code:
        compile("".join(cell["source"]), path.name, "exec")
    assert f"notebooks/{path.name}" in (FOLDER.parent / "index.md").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if path.stem == "control":
        pytest.importorskip("gymnasium")
    monkeypatch.chdir(tmp_path)
    pytest.importorskip("matplotlib").use("agg")
    names: dict[str, object] = {}
    for cell in cells_of(path):
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), path.name, "exec"), names)
    pytest.importorskip("matplotlib.pyplot").close("all")
