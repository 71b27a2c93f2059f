"""The one continuity error of all ledgers."""

from __future__ import annotations

import numpy as np
import pytest

from sponge.engine.accounts.continuity import NEGLIGIBLE, continuity_error
from sponge.engine.accounts.summary import ledgers_ran_away


@pytest.mark.parametrize(
    "came, went, negligible, expected",
    [
        (200.0, 190.0, NEGLIGIBLE, 5.0),
        (200.0, 210.0, NEGLIGIBLE, -5.0),
        (0.0, 50.0, NEGLIGIBLE, -100.0),  # of what went, where nothing came
        (1e-3, 0.0, NEGLIGIBLE, 0.0),  # less than a cubic foot
        (1e-3, 0.0, 0.0, 100.0),
        (0.0, 0.0, 0.0, 0.0),
    ],
)
def test_error_is_a_share_of_what_came(came, went, negligible, expected):
    found = continuity_error(np.array([came]), np.array([went]), negligible)
    assert found == pytest.approx([expected], abs=1e-12)


def test_what_is_not_finite_is_not_hidden():
    assert np.isnan(continuity_error(np.array([np.nan]), np.array([1.0]))).all()


@pytest.mark.parametrize("error", [np.nan, np.inf, -np.inf])
def test_a_ledger_that_is_no_number_fails_its_lane(error):
    found = {"runoff_continuity_error": np.array([0.1, error]), "lid_unit_continuity_error": np.zeros((3, 2))}
    assert ledgers_ran_away(found).tolist() == [False, True]
