"""The ledger of zones: it closes as well as the solver does, and its sums are the system's ledgers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import xarray as xr
from zoned import batch_of, cells, model_of, write

import sponge
from sponge.results.zones.ledger import CROSSED, INWARD, OF_ELEMENTS, OUTWARD, TERMS
from sponge.results.zones.widening import ZoneResults

ROUTING = ("DYNWAVE", "KINWAVE")
TRANSFERS = (
    "inflow_volume", "inflow_from_zones_volume", "outflow_volume", "outflow_to_zones_volume", "treated_volume",
    "reused_volume",
)  # fmt: skip


@pytest.fixture(scope="module", params=ROUTING)
def results(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> xr.Dataset:
    """A run by each routing."""
    return sponge.run(write(tmp_path_factory.mktemp("zoned"), request.param))


def total(ds: xr.Dataset, term: str, prefixes: tuple[str, ...] = ("zone", "other_zone")) -> float:
    """Of a term over all zones."""
    return float(sum(ds[f"{prefix}_{term}"].sum() for prefix in prefixes))


@pytest.mark.parametrize("prefix", ["zone", "primary_zone", "other_zone"])
def test_every_ledger_closes_with_its_residual(results, prefix):
    inward = sum(results[f"{prefix}_{term}"] for term in INWARD)
    outward = sum(results[f"{prefix}_{term}"] for term in OUTWARD)
    np.testing.assert_allclose(inward - outward, results[f"{prefix}_ledger_residual"], rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("prefix", ["zone", "primary_zone", "other_zone"])
def test_residuals_are_small(results, prefix):
    """The solver's continuity error inside each zone, of all that entered it: no flow is lost between zones."""
    inward = sum(results[f"{prefix}_{term}"] for term in INWARD)
    share = np.abs(results[f"{prefix}_ledger_residual"]) / inward
    assert float(share.max()) < 0.03, share.values


def test_sums_are_the_ledgers_of_the_system(results):
    ds = results
    same = {
        "rain_volume": ds.runoff_rainfall,
        "evaporation_volume": ds.runoff_evaporation_loss + ds.routing_evaporation_loss,
        "infiltration_volume": ds.runoff_infiltration_loss + ds.routing_seepage_loss,
        "flooding_volume": ds.routing_flooding_loss,
        "storage_change": ds.runoff_final_storage + ds.routing_final_storage - ds.routing_initial_storage,
    }  # fmt: skip
    for term, value in same.items():
        assert total(ds, term) == pytest.approx(float(value), rel=1e-6, abs=1e-3), term


def test_transfers_cancel_but_for_what_enters_and_leaves_the_system(results):
    ds = results
    inward, outward = (sum(total(ds, term) for term in TRANSFERS[k]) for k in (slice(2), slice(2, None)))
    system = ds.routing_external_inflow + ds.routing_dry_weather_inflow - ds.routing_outflow
    assert inward - outward == pytest.approx(float(system), rel=1e-6)


def test_residuals_sum_to_the_continuity_errors(results):
    ds = results
    runoff = ds.runoff_rainfall - ds.runoff_evaporation_loss - ds.runoff_infiltration_loss
    runoff = runoff - ds.runoff_final_storage - ds.runoff_surface_runoff
    routing = ds.routing_initial_storage + ds.routing_wet_weather_inflow + ds.routing_dry_weather_inflow
    routing = routing + ds.routing_external_inflow - ds.routing_final_storage - ds.routing_flooding_loss
    routing = routing - ds.routing_evaporation_loss - ds.routing_seepage_loss - ds.routing_outflow
    passed = ds.runoff_surface_runoff - ds.routing_wet_weather_inflow - total(ds, "unrouted_volume")
    assert total(ds, "ledger_residual") == pytest.approx(float(runoff + routing + passed), rel=1e-4, abs=0.05)


def test_a_zone_leaves_open_what_its_nodes_do(tmp_path):
    """No term is missing: whatever crosses its boundary, its residual is what the solver made or lost at its nodes."""
    path = write(tmp_path, "DYNWAVE")
    ds, zone_of = sponge.run(path), sponge.read_inp(path).zoning.nodes
    made: dict[str, float] = {}
    for node, volume in zip(ds.node.values, ds.node_routing_residual.values, strict=True):
        made[zone_of[node]] = made.get(zone_of[node], 0.0) + float(volume)
    assert max(abs(volume) for volume in made.values()) > 1.0
    for prefix, zone in (("zone", "secondary_zone"), ("other_zone", "other_zone")):
        for name, left in zip(ds[zone].values, ds[f"{prefix}_ledger_residual"].values, strict=True):
            assert float(left) == pytest.approx(-made.get(name, 0.0), rel=1e-4, abs=0.05), name


def test_everything_happens_in_this_model(results):
    """Or the tests above would compare zeros."""
    for term in TERMS:
        assert (total(results, term) != 0.0) == (term != "unrouted_volume"), term  # routed all the time
    assert float(results.zone_inflow_volume.sel(secondary_zone="north")) > 0.0  # dry weather
    assert float(results.zone_outflow_volume.sel(secondary_zone="east")) > 0.0  # CE to the river
    assert float(results.zone_reused_volume.sel(secondary_zone="south")) > 0.0
    assert float(results.other_zone_treated_volume.sel(other_zone="interceptors")) > 0.0
    assert float(results.other_zone_inflow_volume.sel(other_zone="rivers")) > 0.0


@pytest.mark.parametrize("routing", ROUTING)
def test_runoff_between_events_is_a_term(tmp_path, routing):
    """Flow is routed in the storm's rise and in its tail alone: every zone closes, by a term that the system's ledgers
    give too."""
    drains = cells({"S1": 0}, drain=5).replace("Cell 0 0 10 50 40 0", "Cell 1 900 10 50 40 0 * N3 0")
    events = "[EVENTS]\n01/01/2020 00:00 01/01/2020 00:45\n01/01/2020 02:00 01/01/2020 04:00\n"
    ds = sponge.run(write(tmp_path, routing, hours=5, more=drains + events))
    assert float(ds.runoff_lid_drainage) > 1.0
    unrouted = float(ds.runoff_surface_runoff + ds.runoff_lid_drainage - ds.routing_wet_weather_inflow)
    assert unrouted > 0.2 * float(ds.runoff_surface_runoff)
    missed = 1e-6 if routing == "DYNWAVE" else 0.02  # kinematic wave takes half steps where an event begins and ends
    assert total(ds, "unrouted_volume") == pytest.approx(unrouted, rel=missed)
    for prefix in ("zone", "primary_zone", "other_zone"):
        inward = sum(ds[f"{prefix}_{term}"] for term in INWARD)
        assert float((np.abs(ds[f"{prefix}_ledger_residual"]) / inward).max()) < 0.03, prefix


def test_runoff_into_another_zone_is_an_outflow_to_it(results):
    south = results.sel(secondary_zone="south")
    passed = float(results.subcatchment_runoff_depth.sel(subcatchment="S3")) * 20.0  # mm on two hectares
    assert float(south.zone_outflow_to_zones_volume) == pytest.approx(passed, rel=0.01)
    assert float(results.zone_outflow_to_zones_volume.sel(secondary_zone="east")) > 100.0  # S5 on to S6


def test_primary_zones_cancel_what_passes_within(results):
    """Town holds north and south: C2 and S3 lie within it, S5 -> S6 does not."""
    town = float(results.primary_zone_inflow_from_zones_volume.sel(primary_zone="town"))
    east = float(results.zone_outflow_to_zones_volume.sel(secondary_zone="east"))
    assert town == pytest.approx(east, rel=1e-9)
    assert float(results.primary_zone_outflow_to_zones_volume.sel(primary_zone="town")) == 0.0
    secondary = results.zone_rain_volume.sel(secondary_zone=["north", "south"]).sum()
    assert float(results.primary_zone_rain_volume.sel(primary_zone="town")) == pytest.approx(float(secondary))


def test_captured_share_counts_what_leaves_the_parcels(results):
    """S2 runs off on to S1: that does not leave the north's parcels."""
    north = results.sel(secondary_zone="north")
    left = float(results.subcatchment_runoff_depth.sel(subcatchment="S1")) * 40.0
    assert float(north.zone_runoff_volume) == pytest.approx(left, rel=0.01)
    rain = float(north.zone_rain_volume)
    assert float(north.zone_event_capture) == pytest.approx(1.0 - float(north.zone_runoff_volume) / rain, rel=1e-9)
    assert float(north.zone_runoff_depth) == pytest.approx(float(north.zone_runoff_volume) / 6e4 * 1e3, rel=1e-9)
    assert "zone_annual_capture_ratio" not in results


@pytest.mark.parametrize("routing", ROUTING)
def test_lanes_equal_single_runs_to_the_bit(tmp_path, routing):
    model = model_of(tmp_path, routing, hours=3)
    lanes = []
    for i in range(4):
        rain = tuple(v * (0.3 + 0.4 * i) for v in model.series["Storm"].values)
        lanes.append(replace(model, series=model.series | {"Storm": replace(model.series["Storm"], values=rain)}))
    zones = ZoneResults(model)
    together = batch_of(lanes)
    rows = [zones.rows.widened(row) for _, row in together.reports()]
    company = zones.widened_summary(together.summary())
    tables = ("secondary_zone", "primary_zone", "station")
    for i, lane in enumerate(lanes):
        alone = batch_of([lane])
        for (_, row), others in zip(alone.reports(), rows, strict=True):
            for table in tables:
                np.testing.assert_array_equal(
                    getattr(zones.rows.widened(row), table)[..., 0], getattr(others, table)[..., i], err_msg=table
                )
        for name, value in zones.widened_summary(alone.summary()).items():
            np.testing.assert_array_equal(value[..., 0], company[name][..., i], err_msg=name)


VOLUMES = [source for rows in OF_ELEMENTS.values() for source, *_ in rows]
VOLUMES += [source for pair in CROSSED.values() for source in pair if source]


@pytest.mark.parametrize("volume", VOLUMES)
def test_a_changed_volume_is_a_residual(tmp_path, volume):
    """100 m3 more of it at some element are missing in a zone, or made there: no term follows from the others."""
    model = model_of(tmp_path, "DYNWAVE", hours=1)
    zones, batch = ZoneResults(model), batch_of([model])
    summary = batch.summary()
    before = zones.widened_summary(summary)
    found = []
    for i in range(len(summary[volume])):
        changed = summary[volume].copy()
        changed[i] += 100.0
        after = zones.widened_summary(summary | {volume: changed})
        names = ("zone_ledger_residual", "other_zone_ledger_residual")
        found.append(max(np.abs(after[name] - before[name]).max() for name in names))
    if found:  # the model has inlets, drains or outfalls that lead on to land
        assert max(found) == pytest.approx(100.0)
