"""With ``compat="epa"`` the defects that change results of sound models are back: so their tests can fail."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import text_of

pytestmark = pytest.mark.long  # run uncompiled, minutes in all

PIPE = "[CONDUITS]\nC {up} O 100 0.013 0 0\n[XSECTIONS]\nC {section}\n[OUTFALLS]\nO 0 FREE\n"


def test_bnd_02_tides_from_the_start_of_the_run(simulate):
    net = "[JUNCTIONS]\nJ 5 3\n[CURVES]\nT TIDAL 0 0\nT 12 2\nT 24 0\n"
    net += PIPE.format(up="J", section="CIRCULAR 1 0 0 0").replace("O 0 FREE", "O 0 TIDAL T")
    ds = simulate(text_of(net, start="06:00", hours=0.5, step=60), compat="epa")
    assert float(ds.node_head.sel(node="O")[-1]) == pytest.approx(0.5 / 6.0, abs=0.02)


def test_num_17_one_barrel_under_a_storage_unit(simulate):
    net = "[STORAGE]\nT 1 3 0 FUNCTIONAL 0 0 100\n" + PIPE.format(up="T", section="CIRCULAR 0.5 0 0 0 2")
    text = text_of(net, '[INFLOWS]\nT FLOW "" FLOW 1 1 0.6\n', routing="KINWAVE", hours=0.5, step=5)
    flows = [float(simulate(text, compat=compat).link_flow[-1, 0]) for compat in ("none", "epa")]
    assert flows[0] == pytest.approx(0.6, rel=0.03)
    assert flows[1] == pytest.approx(0.3776, rel=0.03)


def test_io_11_one_barrel_of_an_irregular_channel(simulate):
    net = "[JUNCTIONS]\nJ 1 3\n" + PIPE.format(up="J", section="IRREGULAR X 0 0 0 2")
    net += "[TRANSECTS]\nNC 0.03 0.03 0.03\nX1 X 4 0 4 0 0 0 0 0\nGR 2 0 0 1 0 3 2 4\n"
    text = text_of(net, '[INFLOWS]\nJ FLOW "" FLOW 1 1 0.5\n', routing="KINWAVE", hours=0.5)
    depths = [float(simulate(text, compat=compat).link_depth[-1, 0]) for compat in ("none", "epa")]
    assert depths[1] > 1.3 * depths[0]


def test_con_11_a_pollutant_read_by_its_own_treatment(simulate):
    net = "[STORAGE]\nT 0 4 1 FUNCTIONAL 0 0 100\n[OUTFALLS]\nO 0 FREE\n[WEIRS]\nW T O TRANSVERSE 3.5 1.8 NO 0 0 NO\n"
    net += "[XSECTIONS]\nW RECT_OPEN 0.4 1 0 0\n"
    both = "[POLLUTANTS]\nTSS MG/L 0 0 0 0 NO * 0 0 100\nTP MG/L 0 0 0 0 NO * 0 0 20\n"
    text = text_of(net, both, "[TREATMENT]\nT TP C = 0.05 * TSS\n", hours=0.3)
    ds = simulate(text, compat="epa")
    assert float(ds.node_concentration.sel(node="T", pollutant="TP")[-1]) == 0.0


def test_bnd_17_a_polar_day_that_misses_its_highest(simulate, tmp_path):
    days = "\n".join(f"STA 2021 12 {day:02d} 10 -5" for day in range(18, 26))
    (tmp_path / "climate.txt").write_text(days + "\n")
    rows = '[TEMPERATURE]\nFILE "climate.txt"\nSNOWMELT 0 0.5 0.6 0 70 0\n'
    rows += "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 0:00 0\n[OUTFALLS]\nO 0 FREE\n"
    rows += "[SUBCATCHMENTS]\nS G O 1 100 100 1 0\n[SUBAREAS]\nS 0.015 0.1 0 0 0 OUTLET\n[INFILTRATION]\nS 0 0 4 7 0\n"
    text = text_of(rows, hours=24, date="12/20/2021", wet=600, dry=600, step=600,
                   report=600)  # fmt: skip
    air = simulate(text, compat="epa").system_temperature.values
    assert air.max() < 8.0 and np.abs(np.diff(air)).max() > 8.0
