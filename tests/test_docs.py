"""Documents say what is: every variable of a results file, every command, every one of our models."""

from __future__ import annotations

from pathlib import Path

import pytest

from sponge.cli.main import COMMANDS
from sponge.results.registry import SERIES, SUMMARIES
from sponge.results.registry.docs import with_tables


def test_results_page_is_made_from_the_registry(root: Path) -> None:
    """Where it is not: ``python -m sponge.results.registry.docs docs/results.md``."""
    page = (root / "docs" / "results.md").read_text(encoding="utf-8")
    assert with_tables(page) == page
    for variable in (*SERIES, *SUMMARIES):
        assert page.count(f"\n| `{variable.name}` |") == 1, variable.name


def test_a_page_without_its_marker_is_refused(root: Path) -> None:
    page = (root / "docs" / "results.md").read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="no table between"):
        with_tables(page.replace("<!-- variables: lid", "<!-- "))


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_lists_every_command(root: Path, command: str) -> None:
    assert f"`sponge {command}" in (root / "README.md").read_text()


def test_models_page_names_every_model(root: Path, own_model: Path) -> None:
    assert f"`{own_model.stem}`" in (root / "models" / "README.md").read_text()
