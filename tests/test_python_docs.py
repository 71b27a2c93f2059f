"""Every block of Python in docs/python.md and docs/control.md runs, one after the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("page, says", [("python", "volumes"), ("control", "envs")])
def test_the_page_runs(page: str, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if page == "control":
        pytest.importorskip("gymnasium")
    monkeypatch.chdir(DOCS.parent)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", (DOCS / f"{page}.md").read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, f"{page}.md", "exec"), names)
    assert says in names
