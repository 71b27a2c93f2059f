"""Documents say what is: every variable of a results file, every command, every one of our models."""

from __future__ import annotations

from pathlib import Path

import pytest

from sponge.cli.main import COMMANDS
from sponge.results.registry import SERIES, SUMMARIES


@pytest.mark.parametrize("name", [v.name for v in (*SERIES, *SUMMARIES)])
def test_results_page_lists_every_variable(root: Path, name: str) -> None:
    assert f"`{name}`" in (root / "docs" / "results.md").read_text()


@pytest.mark.parametrize("command", COMMANDS)
def test_readme_lists_every_command(root: Path, command: str) -> None:
    assert f"`sponge {command}" in (root / "README.md").read_text()


def test_models_page_names_every_model(root: Path, own_model: Path) -> None:
    assert f"`{own_model.stem}`" in (root / "models" / "README.md").read_text()
