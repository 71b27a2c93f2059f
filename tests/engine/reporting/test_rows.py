"""The names of rows are those of the tables that are copied into them as they stand."""

from __future__ import annotations

from sponge.engine.batch import ResultsRow
from sponge.engine.lid import tables as lid
from sponge.engine.reporting.rows import LID_ROW, ROWS


def test_lid_units_tell_their_rates_then_their_levels():
    rates = {name: getattr(lid, name.upper()) for name in LID_ROW._fields[: lid.RATES]}
    assert {name: getattr(LID_ROW, name) for name in rates} == rates
    levels = {
        "surface_depth": lid.SURFACE, "pavement_depth": lid.PAVEMENT, "soil_moisture": lid.SOIL,
        "storage_depth": lid.STORAGE,
    }  # fmt: skip
    assert {name: getattr(LID_ROW, name) - lid.RATES for name in LID_ROW._fields[lid.RATES :]} == levels


def test_every_table_of_a_row_has_its_names():
    assert set(ROWS) == set(ResultsRow._fields) - {"ponded", "health"}  # no tables of results
