"""Parameters that no row holds by itself: pump capacities, scales of rain, points of curves."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

import sponge
from sponge.base.errors import UsageError
from sponge.cli.info import info
from sponge.model import attributes as page
from sponge.model.changes import FIXED, parse_change
from sponge.model.elements import Curve, RainGage, TimeSeries
from sponge.model.links import Pump
from sponge.model.model import Model
from sponge.model.nodes import Junction, Storage
from sponge.model.quantities import number_fields
from sponge.model.records import RainRecord
from sponge.model.tables import TABLE_OF

POINTS = ((0.0, 0.1), (1.0, 0.4))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def model():
    return Model(
        junctions={"J": Junction("J")}, storages={"S": Storage("S", shape="TABULAR", curve="basin")},
        pumps={n: Pump(n, up="S", down="J", curve=c) for n, c in (("P1", "lift"), ("P2", "lift"), ("P3", ""))},
        curves={n: Curve(n, kind=kind, points=POINTS) for n, kind in (("lift", "PUMP2"), ("basin", "STORAGE"))},
        gages={n: RainGage(n, series=s) for n, s in (("G1", "rain"), ("G2", "rain"), ("G3", ""))},
        series={"rain": TimeSeries("rain", times=(0.0, 300.0), values=(1e-6, 2e-6))},
        rain_records={"G3": RainRecord(np.array([0.0]), np.array([0.01]), 300.0)},
    )  # fmt: skip


def test_points_of_a_curve(model):
    changed = sponge.apply_changes(model, ["curve[lift].y *= 1.2", "curve[basin].y[1] = 2 ha", "curve[basin].x += 1"])
    assert changed.curves["lift"].points == ((0.0, 0.1 * 1.2), (1.0, 0.4 * 1.2))
    assert changed.curves["basin"].points == ((1.0, 0.1), (2.0, 2e4))


def test_a_series_and_a_pattern_under_their_other_names(model):
    assert sponge.apply_changes(model, "series[*].y *= 2").series["rain"].values == (2e-6, 4e-6)
    assert parse_change("timepattern[day].factors *= 2").table == "pattern"


def test_the_capacity_of_one_pump_is_its_own(model):
    changed = sponge.apply_changes(model, "pump[P1].capacity *= 2")
    assert changed.pumps["P1"].curve == "lift@P1" and changed.pumps["P2"].curve == "lift"
    assert changed.curves["lift@P1"].points == ((0.0, 0.2), (1.0, 0.8)) and changed.curves["lift"].points == POINTS
    again = sponge.apply_changes(changed, "pump[P1].capacity = 500 L/s")
    assert set(again.curves) == {"lift", "lift@P1", "basin"}
    assert again.curves["lift@P1"].points == pytest.approx(np.array([[0.0, 0.125], [1.0, 0.5]]))


def test_the_capacity_of_all_that_share_a_curve_is_the_curves(model):
    changed = sponge.apply_changes(model, "pump[P1, P1].capacity *= 1")
    assert changed.pumps["P1"].curve == "lift@P1"
    both = sponge.apply_changes(model, "pump[P[12]].capacity *= 2")
    assert set(both.curves) == {"lift", "basin"} and both.pumps is not None
    assert both.curves["lift"].points[1] == (1.0, 0.8) and both.pumps == model.pumps


def test_the_rain_of_a_gage(model):
    changed = sponge.apply_changes(model, ["gage[G1].scale *= 1.5", "gage[G3].scale /= 2"])
    assert changed.gages["G1"].series == "rain@G1" and changed.gages["G2"].series == "rain"
    assert changed.series["rain@G1"].values == pytest.approx((1.5e-6, 3e-6))
    assert changed.series["rain"].values == (1e-6, 2e-6)
    assert changed.rain_records["G3"].depths.tolist() == [0.005] and model.rain_records["G3"].depths.tolist() == [0.01]
    everywhere = sponge.apply_changes(model, "gage[*].scale *= 2")
    assert set(everywhere.series) == {"rain"} and everywhere.series["rain"].values == (2e-6, 4e-6)


def test_rain_of_a_file_that_was_scaled_is_not_written_as_if_it_were_not(model, tmp_path):
    changed = sponge.apply_changes(model, "gage[G3].scale *= 2")
    with pytest.raises(UsageError, match="the rain of gage 'G3' is scaled"):
        sponge.write_inp(changed, tmp_path / "m.inp")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("change, words", [
    ("pump[P3].capacity *= 2", "pump 'P3' is ideal"),
    ("pump[P1].capacity = 3 m", "'capacity' is a flow, and m measures"),
    ("pump[P1].capacity *= -1", "negative capacity"), ("gage[G1].scale = 2", r"only one to multiply by: \*= or /="),
    ("gage[G1].scale *= -1", "negative scale"), ("curve[lift].y *= -1", "negative y"),
    ("curve[lift].y = 3 mm", "'y' is a flow, and mm measures a length"),
    ("curve[lift].y[7] = 3", "index goes from 0 to 1"),
    ("curve[lift].points = 3", "'points' cannot be changed"), ("pump[P1].capacty *= 2", "did you mean 'capacity'"),
    ("curve[lift].y.z = 3", "nothing inside|cannot be changed|no attribute"),
])  # fmt: skip
def test_what_cannot_be_is_refused(change, words, model):
    with pytest.raises(UsageError, match=words):
        sponge.apply_changes(model, change)


def test_more_rain_is_more_runoff(tmp_path):
    """To the last drop: the totals of a run are those of the scaled rain."""
    many = sponge.run_many("models/tutorial/tutorial.inp", {"as it is": [], "double": "gage[*].scale *= 2"})
    rain = many.subcatchment_rainfall_depth
    np.testing.assert_allclose(rain.sel(scenario="double"), 2.0 * rain.sel(scenario="as it is"), rtol=1e-5)


# --- the list of attributes ---------------------------------------------------------------------------------------


def test_the_page_is_the_models():
    """Where it is not: ``python -m sponge.model.attributes docs/attributes.md``."""
    text = (ROOT / "docs" / "attributes.md").read_text(encoding="utf-8")
    assert page.page_of(text) == text


def test_every_number_that_changes_reach_is_listed():
    listed = {(a.table, a.path) for a in page.attributes()}
    for kind in TABLE_OF:
        names = [one for one in (*page.NAMED, *page.LISTED) if one not in page.GROUPS and page._row_of(one) is kind]
        for name, _ in number_fields(kind):
            assert name in FIXED or all((one, name) in listed for one in names), f"{kind.__name__}.{name}"


def test_what_is_listed_can_be_changed():
    """On models of the project, every number by an expression of its own."""
    base = sponge.read_inp("models/polder/polder.inp")
    tried = 0
    for a in page.attributes():
        if a.kind in ("number", "numbers") and "(" not in a.path:
            selector = "" if a.table in page.SINGLE else "[*]"
            try:
                sponge.apply_changes(base, f"{a.table}{selector}.{a.path} *= 1")
                tried += 1
            except UsageError as error:
                assert "matches" in str(error) or "is ideal" in str(error) or "nothing inside" in str(error), error
    assert tried > 60


def test_the_command_lists_them():
    run = CliRunner().invoke
    said = run(info, ["--attributes"]).output
    assert re.search(r"(?m)^conduit +roughness +number +1 +0 or more +0.004 to 0.5$", said)
    rows = json.loads(run(info, ["--attributes", "--json"]).output)["attributes"]
    scale = {"table": "gage", "path": "scale", "kind": "number", "unit": "1", "range": "0 or more", "usual": ""}
    assert scale in rows
    assert run(info, []).exit_code != 0
