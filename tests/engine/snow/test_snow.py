"""Snow on subcatchments: fall, plowing and melt through a run, and the ledger that closes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from networks import TWO_PIPES, assert_lanes_keep_their_bits, finished, model_of, options

from sponge.engine.batch import Batch
from sponge.engine.reporting.rows import SUBCATCHMENT_ROW, SYSTEM_ROW
from sponge.engine.snow.tables import PERVIOUS, PLOWABLE
from sponge.model.compile import compile_model
from sponge.model.model import Model
from sponge.model.snow import SnowPack, SnowRemoval, SnowSurface

HOUR = 3600.0
C = 0.4572e-3 / HOUR  # m/s a K
NETWORK = """\
[RAINGAGES]
G INTENSITY 4:00 1.2 TIMESERIES Fall
[TEMPERATURE]
TIMESERIES Air
WINDSPEED MONTHLY 10 10 10 10 10 10 10 10 10 10 10 10
SNOWMELT 1 0.5 0.6 200 60 0
ADC PERVIOUS 0.1 0.35 0.5 0.6 0.7 0.8 0.85 0.9 0.95 0.98
[SUBCATCHMENTS]
S1 G A 2 50 100 0.5 0 street
S2 G B 6 20 200 0.5 0 meadow
S3 G B 1 60 50 0.5 0
[SUBAREAS]
S1 0.015 0.2 1 2 25 OUTLET
S2 0.015 0.2 1 2 25 PERVIOUS 50
S3 0.015 0.2 1 2 25 OUTLET
[INFILTRATION]
S1 10 1 4 7 0
S2 10 1 4 7 0
S3 10 1 4 7 0
[SNOWPACKS]
street PLOWABLE 0.05 0.3 0 0.06 4 0.2 0.6
street IMPERVIOUS 0.05 0.3 0 0.06 4 0.2 10
street PERVIOUS 0.05 0.3 0 0.1 6 0.2 20
street REMOVAL 8 0.2 0.1 0.2 0.1 0.3 S2
meadow PLOWABLE 0.05 0.3 0 0.06 0 0 0
meadow IMPERVIOUS 0.05 0.3 0 0.06 2 0 10
meadow PERVIOUS 0.05 0.3 0 0.1 6 0 20
[TIMESERIES]
Fall 0:00 3 4:00 0 30:00 2 34:00 0
Air 0:00 -6 20:00 -2 30:00 4 48:00 9
"""


def network(folder: Path) -> Model:
    """Snow falls, is plowed, and melts, at last in rain."""
    return model_of(options(48 * HOUR, 20.0, 900.0, routing="KINWAVE") + NETWORK + TWO_PIPES, folder)


def still_air(model: Model, degrees: float) -> Model:
    """The same air all the time, and nothing falls."""
    air = replace(model.series["Air"], times=(0.0, 2e6), values=(degrees, degrees))
    none = replace(model.series["Fall"], times=(0.0, HOUR), values=(0.0, 0.0))
    return replace(model, series=model.series | {"Air": air, "Fall": none})


def test_ledger_closes(tmp_path):
    """Snow at the start and what falls = losses, runoff, what was removed and what is left."""
    summary = finished(network(tmp_path)).summary()
    assert abs(summary["runoff_continuity_error"][0]) < 1e-9  # %
    initial = 20000 * (0.5 * (0.4 * 4.2 + 0.6 * 4.2) + 0.5 * 6.2) + 60000 * (0.2 * 2.0 + 0.8 * 6.0)
    assert summary["runoff_initial_snow"][0] == pytest.approx(1e-3 * initial, rel=1e-9)
    assert summary["runoff_snow_removed"][0] > 1.0 and summary["runoff_surface_runoff"][0] > 100.0
    assert summary["runoff_rainfall"][0] == pytest.approx(90.0 * (1.2 * 12.0 + 8.0), rel=1e-9)  # snow with its catch


def test_degree_day_melt_of_a_pack(tmp_path):
    """10 K above the base melt 4.572 mm an hour of every surface; it runs off or soaks in."""
    pack = SnowPack("p", *(SnowSurface(C, C, 0.0, 0.0, 0.0254) for _ in range(3)))
    model = still_air(network(tmp_path), 10.0)
    batch = Batch([compile_model(replace(model, snow_packs={"street": pack, "meadow": pack}))])
    batch.advance(HOUR)
    state = batch.state.processes.snow
    there = batch.network.processes.snow.number.fraction > 0.0
    assert state.pack.depth[there] == pytest.approx(0.0254 - 4.572e-3, rel=1e-9)
    depth = batch.row(HOUR).subcatchment[SUBCATCHMENT_ROW.snow_depth, :, 0]
    assert depth[:2] == pytest.approx(0.0254 - 4.572e-3, rel=1e-6) and depth[2] == 0.0
    assert batch.row(HOUR).system[SYSTEM_ROW.snow_depth, 0] == pytest.approx((0.0254 - 4.572e-3) * 8.0 / 9.0, rel=1e-6)
    melted = 20000 * 4.572e-3 + 60000 * 4.572e-3
    summary = batch.summary()
    left = sum(summary[f"runoff_{k}"][0] for k in ("infiltration_loss", "surface_runoff", "final_storage"))
    assert left == pytest.approx(melted, rel=1e-9)


def test_plowing_moves_volumes(tmp_path):
    """Of 10 mm on the plowable surface a share goes to each place, by volume; the rest stays."""
    removal = SnowRemoval(
        depth=0.008, out=0.2, to_impervious=0.1, to_pervious=0.2, melted=0.1, to_subcatchment=0.3, subcatchment="S2",
    )  # fmt: skip
    surface = SnowSurface(C, C, 0.0, 0.0, 0.01)
    street = SnowPack("street", surface, surface, surface, 0.6, removal)
    meadow = SnowPack("meadow", surface, surface, surface)
    model = still_air(network(tmp_path), -5.0)
    batch = Batch([compile_model(replace(model, snow_packs={"street": street, "meadow": meadow}))])
    batch.advance(1.0)
    depth, plowed = batch.state.processes.snow.pack.depth[:, :, 0], 20000 * 0.5 * 0.6 * 0.01
    assert depth[0, PLOWABLE] == pytest.approx(0.001, rel=1e-9)
    assert depth[0] * 20000 * np.array([0.3, 0.2, 0.5]) == pytest.approx(
        [0.1 * plowed, 40.0 + 0.1 * plowed, 100.0 + 0.2 * plowed], rel=1e-9
    )
    assert depth[1, PERVIOUS] * 48000 == pytest.approx(480.0 + 0.3 * plowed, rel=1e-9)
    assert batch.state.processes.snow.removed[0, 0] == pytest.approx(0.2 * plowed, rel=1e-9)
    summary = batch.summary()
    assert abs(summary["runoff_continuity_error"][0]) < 1e-9
    on_ground = summary["runoff_final_storage"] + summary["runoff_infiltration_loss"] + summary["runoff_surface_runoff"]
    assert on_ground[0] == pytest.approx(0.1 * plowed, rel=1e-9)  # what melted at once


def test_cold_snow_melts_late(tmp_path):
    """A pack that was cold gives no water until its cold content is met."""
    model = network(tmp_path)
    air = replace(model.series["Air"], times=(0.0, 24 * HOUR, 24 * HOUR + 1.0, 1e6), values=(-10.0, -10.0, 15.0, 15.0))
    none = replace(model.series["Fall"], values=tuple(0.0 for _ in model.series["Fall"].values))
    deep = SnowSurface(C, C, 0.0, 0.0, 0.2)
    packs = {name: SnowPack(name, deep, deep, deep) for name in model.snow_packs}
    cold = replace(model, series=model.series | {"Air": air, "Fall": none}, snow_packs=packs)
    batch = Batch([compile_model(cold)])
    batch.advance(24 * HOUR)
    held = batch.state.processes.snow.pack.cold[1, PERVIOUS, 0]
    assert held > 0.002
    batch.advance(36 * HOUR)
    melted = 0.2 - batch.state.processes.snow.pack.depth[1, PERVIOUS, 0]
    warm = 12 * HOUR * 15.0 * C
    assert melted == pytest.approx(warm - held / 0.6, rel=2e-2)


def test_ignored_snow_is_rain(tmp_path):
    """IGNORE_SNOWMELT: all falls as rain."""
    model = network(tmp_path)
    ignored = replace(model, options=replace(model.options, ignore_snowmelt=True))
    assert compile_model(ignored).processes is None


def test_lanes_keep_their_bits(tmp_path):
    """A lane alone and beside others with other packs."""
    model = network(tmp_path)
    street = model.snow_packs["street"]
    variants = [
        replace(model, snow_packs=model.snow_packs | {"street": replace(street, **change)})
        for change in (
            {}, {"removal": replace(street.removal, depth=0.1)}, {"plowable_fraction": 0.0},
            {"pervious": SnowSurface(C, 2 * C)},
        )
    ]
    assert_lanes_keep_their_bits(variants, "snow")
