"""LID and quality of the district: from their tables, closed in the base, and EPA SWMM runs both files."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields
from math import exp

import pytest
from building import lid, quality
from building.tables import TABLES, keyed, read_table

import sponge
from sponge.io import write_inp
from sponge.io.epa_run import run_epa
from sponge.io.lid_presets import LAYERS
from sponge.io.source_table import read_sources
from sponge.model.lid import lid_areas
from sponge.simulation.prepare import read
from sponge.sweep.measures import library_of

FOLDER = TABLES.parent
PLAIN, QUALITY = FOLDER / "beichen.inp", FOLDER / "beichen-quality.inp"
SHORT = {short: use for use, short in lid.SHORT.items()}
PROGRAMMES = keyed("lid_programmes", "programme")


@pytest.fixture(scope="module")
def model():
    return read(PLAIN)


@pytest.fixture(scope="module")
def opened(model):
    """All LID measures taken."""
    library, found = library_of(model), model
    for name in PROGRAMMES:
        found = library.apply(found, name)
    return found


@pytest.fixture(scope="module")
def zones():
    with (TABLES / "zones.csv").open(encoding="utf-8", newline="") as file:
        return {row["zone"]: row for row in csv.DictReader(file)}


def test_closed_in_the_base(model):
    assert len(model.lid_uses) > 500
    assert all(use.number == 0 and use.area > 0.0 for use in model.lid_uses.values())


def test_measures_give_each_parcel_the_share_of_the_table(opened):
    shares = {
        (f"{PROGRAMMES[row.text('programme')].text('short')}_{row.text('facility')}", row.text("land_use")): row
        for row in read_table("lid_usage")
    }
    for use in opened.lid_uses.values():
        land = opened.subcatchments[use.subcatchment]
        share = shares[use.control, SHORT[use.subcatchment[-2:]]].number("share")
        assert use.number > 0 and use.total_area == pytest.approx(share * land.area, rel=1e-12), use.name


def test_facilities_of_a_parcel_fit_into_it(opened):
    drained = Counter()
    for use in opened.lid_uses.values():
        drained[use.subcatchment, "paving"] += use.from_impervious
        drained[use.subcatchment, "green"] += use.from_pervious
    assert max(drained.values()) <= 1.0 + 1e-12
    assert all(area < 0.3 * opened.subcatchments[name].area for name, area in lid_areas(opened.lid_uses).items())


def test_programmes_lie_where_the_plan_has_them(model, zones):
    found: dict[str, set[str]] = {}
    for use in model.lid_uses.values():
        found.setdefault(use.control.split("_")[0], set()).add(use.subcatchment[:4])
    lead = {zone for zone, row in zones.items() if row["lead_area"]}
    sewered = {zone for zone, row in zones.items() if row["sewer"] != "none"}
    assert found["estate"] == found["community"] == found["park"] == lead
    assert found["demo"] == {"XD02", "DZ02"}
    assert found["home"] == sewered - lead
    assert {zones["XD02"]["name_zh"], zones["DZ02"]["name_zh"]} == {"小淀安置区", "大张庄安置区"}
    assert all(where <= sewered for where in found.values())


def test_no_parcel_has_a_facility_twice(model):
    pairs = Counter((use.subcatchment, use.control.split("_", 1)[1]) for use in model.lid_uses.values())
    assert max(pairs.values()) == 1


def test_diverters_lead_to_the_interceptor(model):
    found = [use for use in model.lid_uses.values() if use.control == "divert_diverter"]
    drainage = keyed("drainage", "zone")
    assert {use.subcatchment[-2:] for use in found} == {"IN", "RD"}
    assert all(use.drain_to == drainage[use.subcatchment[:-3]].text("interceptor") for use in found)
    openings = {f"{r.text('zone')}_{lid.SHORT[r.text('land_use')]}" for r in read_table("diverters")}
    assert not openings & {use.subcatchment for use in found}


def test_every_number_of_a_design_has_a_source(model):
    unsaid = {("drain", "open_head"), ("drain", "closed_head"), ("drain", "curve"), ("storage", "covered")}
    counted = Counter()
    for row in read_sources(FOLDER):
        if row.element == "lid":
            counted[row.attribute] += row.count
    expected = Counter(
        f"{layer}.{field.name}" for control in model.lid_controls.values() for layer in control.given
        for field in fields(LAYERS[layer])
        if (layer, field.name) not in unsaid
    )  # fmt: skip
    assert expected == {what: n for what, n in counted.items() if what != "storage.covered"}


# --- quality --------------------------------------------------------------------------------------------------------


def test_quality_file_is_the_model_with_pollutants():
    """Line by line, but for the second line of the title and the removals of underdrains."""
    plain, more = (path.read_text(encoding="utf-8").splitlines() for path in (PLAIN, QUALITY))
    left = [line.split() for line in more]
    missing = [line for line in map(str.split, plain) if line not in left]
    assert len(missing) == 1 and missing[0][:2] == ["Base:", "2-year"]
    added = {line.strip("[]") for line in more if line.startswith("[")} - {
        line.strip("[]") for line in plain if line.startswith("[")
    }
    assert added == {"POLLUTANTS", "LANDUSES", "COVERAGES", "BUILDUP", "WASHOFF", "TREATMENT"}


def test_event_mean_lies_among_those_of_its_surfaces():
    surfaces = keyed("surface_quality", "surface")
    for use in read_table("land_use_quality"):
        own = [surfaces[use.text(column)].number("TSS") for column in ("roof", "paved", "soft")]
        own.append(surfaces["water"].number("TSS"))
        assert min(own) <= quality.event_mean(use, "TSS") <= max(own)


def test_build_up_of_five_days_gives_the_event_mean():
    """kg/ha of five dry days in 30 mm = 300 m3/ha of runoff, and the rain's own."""
    rows = [line.split() for line in section(QUALITY, "BUILDUP")]
    road = {row[1]: row for row in rows if row[0] == "road"}
    rates = keyed("land_use_quality", "land_use")["road"]
    for pollutant, row in keyed("pollutants", "pollutant").items():
        most, rate = float(road[pollutant][3]), float(road[pollutant][4])
        held = most * (1.0 - exp(-5.0 * rate))
        mean = quality.event_mean(rates, pollutant) - row.number("rain")
        assert held * 1e6 / 300e3 == pytest.approx(mean, rel=1e-3), pollutant


def test_every_parcel_has_its_land_use(model):
    rows = [line.split() for line in section(QUALITY, "COVERAGES")]
    assert {row[0]: row[1] for row in rows} == {n: s.tag for n, s in model.subcatchments.items()}
    assert all(float(row[2]) == 100.0 for row in rows)


def section(path, name: str) -> list[str]:
    """The rows of a section."""
    text = path.read_text(encoding="utf-8").split(f"[{name}]\n")[1].split("\n\n[")[0]
    return [line for line in text.splitlines() if line and not line.startswith(";")]


@pytest.mark.slow
def test_upgraded_plants_discharge_less_of_everything():
    model = read(QUALITY)
    loads = [sponge.run(m)["node_outlet_load"] for m in (model, library_of(model).apply(model, "effluent_upgrade"))]
    before, after = (load.sel(node=[f"OUT_{plant}" for plant in keyed("plants", "plant")]).values for load in loads)
    assert before.shape == (4, 5) and (after < before).all()
    assert (after > 0.0).all()


# --- EPA SWMM -------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_epa_runs_the_quality_file():
    done = run_epa(read(QUALITY), timeout=300)
    assert abs(done.runoff_error) < 0.5 and abs(done.routing_error) < 0.5


@pytest.mark.slow
def test_epa_runs_all_lid_measures(opened, tmp_path):
    write_inp(opened, tmp_path / "opened.inp")
    done = run_epa(read(tmp_path / "opened.inp"), timeout=300)
    assert abs(done.runoff_error) < 0.5 and abs(done.routing_error) < 0.5
