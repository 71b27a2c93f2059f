"""What the fields of a model hold: units that fit, bounds, and rows where they are looked for."""

from __future__ import annotations

import time
from dataclasses import fields, is_dataclass, replace

import pytest
from inp_texts import EVERYTHING, read_text

from sponge.base.errors import UsageError
from sponge.model import elements, groundwater, lid, links, nodes, options, quality, rdii, snow
from sponge.model.changes import UNITS, apply_changes, changeable, parse_change
from sponge.model.links import LINK_KINDS
from sponge.model.nodes import NODE_KINDS
from sponge.model.quantities import DIMENSIONS, quantity_of
from sponge.model.validate import validate
from sponge.physics.infiltration import BY_KEYWORD

MODULES = (elements, groundwater, lid, links, nodes, options, quality, rdii, snow)
ROWS = [row for module in MODULES for row in vars(module).values() if isinstance(row, type) and is_dataclass(row)]
ROWS = [row for row in ROWS if row is not elements.Item and not issubclass(row, elements.Kind)]
ROWS = list(dict.fromkeys([*ROWS, *BY_KEYWORD.values(), *(kind.row for kind in (*NODE_KINDS, *LINK_KINDS))]))
NUMBERS = ("float", "int", "float | None", "Months")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return read_text(tmp_path_factory.mktemp("quantities"), EVERYTHING)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_every_number_that_can_be_changed_says_what_it_is(row):
    numbers = [f.name for f in fields(row) if f.type in NUMBERS or str(f.type).startswith("tuple[float")]
    missing = [name for name in numbers if name in changeable(row) and quantity_of(row, name) is None]
    assert not missing, "give them a quantity in model/quantities.py"


def test_units_make_dimensions_that_are_named():
    assert {made for _, made in UNITS.values()} <= set(DIMENSIONS)


@pytest.mark.parametrize("change, words", [
    ("conduit[C1].roughness = 0.013 mm", "a bare number, and mm measures a length"),
    ("subcatchment[S1].width = 3 h", "a length, and h measures a time"),
    ("subcatchment[S1].area = 3 m", "an area"), ("conduit[C1].length += 2 m2", "a length"),
    ("options.routing_step = 5 m", "a time"), ("options.dry_days = 5 d", "a bare number"),
    ("conduit[C1].seepage = 3 m", "a rate"), ("subcatchment[S1].impervious = 3 ha", "a bare number"),
    ("storage[T1].coefficient = 3 m", "no unit can be given"), ("inflow[J1].baseline = 3 m3", "a flow"),
    ("evaporation.monthly = 3 mm", "a rate"), ("subcatchment[S1].infiltration.max_rate = 3 mm", "a rate"),
])  # fmt: skip
def test_a_unit_of_another_dimension_is_refused(change, words, model):
    with pytest.raises(UsageError, match=words):
        apply_changes(model, change)


@pytest.mark.parametrize("series, unit, words", [
    ("storm", "m", "a rate"), ("storm", "mm/h", ""), ("storm 2", "mm", ""), ("storm 2", "mm/h", "a length"),
    ("degrees", "m", "a temperature"), ("degrees", "degC", ""),
])  # fmt: skip
def test_a_series_takes_the_units_of_what_it_is(series, unit, words, model):
    change = f'series["{series}"].values = 3 {unit}'
    if not words:
        assert len(set(apply_changes(model, change).series[series].values)) == 1
        return
    with pytest.raises(UsageError, match=words):
        apply_changes(model, change)


@pytest.mark.parametrize("change, value", [
    ("conduit[C1].length = 2 km", 2000.0), ("conduit[C1].length += 50 cm", 120.5),
    ("conduit[C1].roughness *= 80 %", None),
    ("conduit[C1].seepage = 36 mm/h", 1e-5),
])  # fmt: skip
def test_units_that_fit(change, value, model):
    changed = apply_changes(model, change).conduits["C1"]
    if value is not None:
        assert getattr(changed, parse_change(change).path[0]) == pytest.approx(value)


@pytest.mark.parametrize("change, words", [
    ("conduit[C1].length = 1e-40", "too small to be meant"), ("subcatchment[S1].width = 5e-324", "too small to be"),
    ("subcatchment[S1].impervious = 45", r"between 0 and 1, not 45 \(45 % is 0.45\)"),
    ("subcatchment[S1].impervious *= 3", "between 0 and 1"), ("subcatchment[S1].routed = 80", "80 % is 0.8"),
    ("subcatchment[S1].impervious_without_storage = 25", "25 % is 0.25"), ("conduit[C1].length = 1e31", "no number"),
    ("conduit[C1].roughness -= 1", "negative roughness"), ("storage[T1].max_depth = -1", "negative max depth"),
])  # fmt: skip
def test_what_a_field_cannot_hold_is_refused(change, words, model):
    with pytest.raises(UsageError, match=words):
        apply_changes(model, change)
    assert apply_changes(model, "subcatchment[S1].impervious = 45 %").subcatchments["S1"].impervious == 0.45


@pytest.mark.parametrize("table, name, field, value", [
    ("subcatchments", "S1", "impervious", 45.0), ("conduits", "C1", "length", float("nan")),
    ("storages", "T1", "max_depth", -2.0), ("junctions", "J1", "invert", float("inf")),
    ("conduits", "C1", "length", 9e59),
])  # fmt: skip
def test_models_made_in_python_are_checked(table, name, field, value, model):
    rows = getattr(model, table)
    bad = replace(model, **{table: {**rows, name: replace(rows[name], **{field: value})}})
    found = [p for p in validate(bad) if p.fatal and field.replace("_", " ") in p.message]
    assert found and found[0].line == rows[name].line


def test_an_element_under_another_name_is_told(model):
    wrong = replace(model, junctions={**model.junctions, "J9": model.junctions["J1"]})
    assert any("stands under the name 'J9'" in p.message for p in validate(wrong) if p.fatal)


@pytest.mark.parametrize("text", [
    "conduit[C1].roughness" + " " * 60_000 + "= 1", "conduit[" + " " * 60_000 + "x", "a" * 60_000,
    "conduit[C1].roughness = 5" + " " * 60_000 + "x y", 'conduit[C1, "' + "," * 60_000 + "].roughness = 1",
    "conduit[" + "]" * 60_000, "conduit[" + "] . " * 20_000,
])  # fmt: skip
def test_long_changes_are_refused_at_once(text, model):
    """The time of reading one is linear in its length."""
    begun = time.perf_counter()
    try:
        apply_changes(model, text)
    except UsageError as error:
        assert len(str(error)) < 2000
    assert time.perf_counter() - begun < 10.0
