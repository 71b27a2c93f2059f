"""What all tests share: where the models are, and a calm hypothesis."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
OWN = sorted((ROOT / "models").glob("*/*.inp"))
SHARED = ROOT.parent / "shared" / "models"

# the first example of a test may compile a kernel: no deadline
settings.register_profile(
    "sponge", deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("sponge")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked ``long`` run only where they are asked for, as ``make long`` does."""
    if "long" not in config.option.markexpr:
        kept = [item for item in items if item.get_closest_marker("long") is None]
        if len(kept) < len(items):
            config.hook.pytest_deselected(items=[item for item in items if item not in kept])
            items[:] = kept


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(params=OWN, ids=lambda path: path.stem)
def own_model(request: pytest.FixtureRequest) -> Path:
    """Each of the project's own models in turn."""
    return request.param


@pytest.fixture(scope="session")
def tutorial() -> Path:
    """The ten-node model."""
    return ROOT / "models" / "tutorial" / "tutorial.inp"


@pytest.fixture(scope="session")
def shared_models() -> Path:
    """The folder of shared test models; the test is skipped where it is not beside the repository."""
    if not SHARED.exists():
        pytest.skip("../shared/models is not beside this repository")
    return SHARED
