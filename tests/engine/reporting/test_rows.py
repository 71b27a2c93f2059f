"""The names of rows are those of the tables, and what is copied into rows is what their names say."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

from sponge.engine.batch import ResultsRow
from sponge.engine.lid.tables import LidLevels, LidRates
from sponge.engine.lid.units import report_details
from sponge.engine.reporting.rows import LID_ROW, ROWS

LEVELS = {"surface_depth": "surface", "pavement_depth": "pavement", "soil_moisture": "soil", "storage_depth": "storage"}


def test_lid_units_tell_their_rates_and_levels():
    """The second of two units is reported; every number is another."""
    numbers = iter(np.arange(2.0 * len(LID_ROW)).reshape(-1, 2, 1))
    rate, level = (table(*(next(numbers) for _ in table._fields)) for table in (LidRates, LidLevels))
    lids, units = SimpleNamespace(reported=np.array([1])), SimpleNamespace(rate=rate, level=level)
    network, state = (SimpleNamespace(processes=SimpleNamespace(lids=of)) for of in (lids, units))
    out = np.full((len(LID_ROW), 1, 1), np.nan)
    getattr(report_details, "py_func", report_details)(network, state, out, (0.0,))
    assert set(LID_ROW._fields) == {*LidRates._fields, *LEVELS}
    for name in LID_ROW._fields:
        held = getattr(level, LEVELS[name]) if name in LEVELS else getattr(rate, name)
        assert out[getattr(LID_ROW, name), 0, 0] == held[1, 0], name


def test_every_table_of_a_row_has_its_names():
    assert set(ROWS) == set(ResultsRow._fields) - {"ponded", "health"}  # no tables of results
