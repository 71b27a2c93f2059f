"""Agreement with EPA SWMM on a few of the shared models, where they stand beside this repository."""

from __future__ import annotations

from pathlib import Path

import pytest
from shared import share, verdicts

QUICK = [
    "epa_extran/extran1", "epa_extran/extran2", "epa_extran/extran5", "epa_routing/test3", "epa_routing/test4",
    "epa_user/user1", "epa_user/user2",
]  # fmt: skip


@pytest.mark.slow
def test_quick_subset_agrees(shared_models: Path) -> None:
    """All but one of a few small models; the whole set is tests/parity/shared.py."""
    models = [file for name in QUICK for file in sorted((shared_models / name).glob("*.inp"))]
    if not models:
        pytest.skip("none of the quick shared models is there")
    agree, judged = share(verdicts(models, "--timeout", "120"))
    assert judged >= len(models) // 2
    assert agree >= judged - 1
