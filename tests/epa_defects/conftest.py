"""What the tests of EPA's defects share: a process without the compiler, and models from text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from uncompiled import Uncompiled

from sponge.io import check_inp

Simulate = Callable[..., Any]


@pytest.fixture(scope="session")
def uncompiled() -> Iterator[Uncompiled]:
    """The process that runs models."""
    process = Uncompiled()
    yield process
    process.close()


@pytest.fixture
def simulate(uncompiled: Uncompiled, tmp_path: Path) -> Simulate:
    """Runs the text of a model, and gives its results."""

    def run(text: str, name: str = "model", **given: Any) -> Any:
        path = tmp_path / f"{name}.inp"
        path.write_text(text)
        return uncompiled.run(path, **given)

    return run


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[str | bytes], list[Any]]:
    """What ``sponge check`` finds in the text of a model."""

    def find(text: str | bytes) -> list[Any]:
        path = tmp_path / "checked.inp"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return check_inp(path)

    return find
