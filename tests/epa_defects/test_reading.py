"""Defects of EPA in reading: what is written is what is read, and what makes no sense is refused with its line."""

from __future__ import annotations

import numpy as np
import pytest
from small_models import text_of

NET = "[JUNCTIONS]\nJ 1 3\n[OUTFALLS]\nO 0 FREE\n[CONDUITS]\nC J O 100 0.013 0 0\n[XSECTIONS]\nC CIRCULAR 1 0 0 0\n"
GAGE = "[RAINGAGES]\nG INTENSITY 1:00 1.0 TIMESERIES R\n[TIMESERIES]\nR 0:00 10\nR 1:00 0\n"
LAND = "[SUBCATCHMENTS]\nS G J 1 50 100 1 0\n[SUBAREAS]\nS 0.015 0.1 1 2 25 OUTLET\n[INFILTRATION]\nS 10 1 4 7 0\n"


def fatal(found, section: str = "") -> list:
    """Problems that keep a model from running; all of them with a line."""
    chosen = [p for p in found if p.fatal]
    assert all(p.line for p in chosen if section), chosen
    return [p for p in chosen if section in ("", p.section)]


def test_a_sound_model_has_no_problem(problems):
    assert not problems(text_of(NET, GAGE, LAND))


def test_io_04_bare_numbers_are_hours(simulate):
    """START_TIME 6.5 is half past six, REPORT_STEP 0.25 a quarter of an hour."""
    text = text_of(NET).replace("START_TIME 00:00", "START_TIME 6.5").replace("END_TIME 01:00", "END_TIME 8.5")
    ds = simulate(text.replace("REPORT_STEP 00:01:00", "REPORT_STEP 0.25"))
    assert ds.sizes["time"] == 8
    assert str(ds.time.values[0]).startswith("2021-01-01T06:45")


def test_io_05_a_long_line_is_one_line(problems):
    """A comment and a title of 3,000 characters hide nothing and are no object."""
    text = text_of("[TITLE]\n" + "x" * 3000 + "\n", NET.replace("J 1 3\n", "J 1 3 ; " + "J2 1 3 " * 500 + "\n"))
    assert not problems(text)


def test_io_06_more_than_forty_values_on_a_row(simulate):
    """A storage curve of 41 points on one line goes on to its last: 1 m2 up to 4 m, 100 m2 above."""
    points = " ".join(f"{0.1 * k:.1f} 1" for k in range(40)) + " 4.0 1 4.01 100 9 100"
    net = f"[STORAGE]\nT 0 8 0 TABULAR A\n[CURVES]\nA STORAGE {points}\n[OUTFALLS]\nO 0 FREE\n"
    net += '[INFLOWS]\nT FLOW "" FLOW 1 1 0.01\n'
    ds = simulate(text_of(net, routing="KINWAVE"))
    assert 4.0 < float(ds.node_depth[-1, 0]) < 4.5


def test_io_07_a_semicolon_in_a_quoted_file_name(simulate, tmp_path):
    (tmp_path / "a;b.dat").write_text("01/01/2021 0:00 10\n01/01/2021 1:00 0\n")
    rows = GAGE.split("[TIMESERIES]")[0] + '[TIMESERIES]\nR FILE "a;b.dat"\n'
    ds = simulate(text_of(NET, rows, LAND))
    assert float(ds.subcatchment_rainfall_depth[0]) == pytest.approx(10.0)


def test_io_08_a_byte_order_mark_hides_nothing(problems):
    text = text_of(NET, GAGE, LAND)
    assert not problems(b"\xef\xbb\xbf" + text.encode())
    assert problems(b"\xef\xbb\xbf[INFLOWS]\nNobody FLOW X\n" + text.encode())


@pytest.mark.parametrize("row", [
    "C RECT_CLOSED 1 0 0 0", "C CIRCULAR 0 0 0 0", "C TRAPEZOIDAL 1 0 0 0", "C FILLED_CIRCULAR 1 2 0 0",
    "C ARCH -1 1 0 0",
])  # fmt: skip
def test_io_13_a_wrong_section_is_told_as_what_it_is(problems, row):
    """The message names the line and the dimensions."""
    (found, *_) = fatal(problems(text_of(NET.replace("C CIRCULAR 1 0 0 0", row))), "XSECTIONS")
    assert row.split()[1] in str(found)


def test_io_15_groundwater_needs_its_ten_fields_alone(problems):
    rows = GAGE + LAND + "[AQUIFERS]\nA 0.46 0.1 0.3 5 10 15 0.35 14 0 0 3 0.3\n[GROUNDWATER]\nS A J 6 0.01 1 0 0 0 0\n"
    assert not fatal(problems(text_of(NET, rows)))


def test_io_16_17_28_and_crash_02_sections_in_any_order(simulate):
    """Every section above those it speaks of: the same results."""
    transect = "[TRANSECTS]\nNC 0.03 0.03 0.03\nX1 X 4 0 4 0 0 0 0 0\nGR 2 0 0 1 0 3 2 4\n"
    net = NET.replace("O 0 FREE", "O 0 FIXED 1.0 NO").replace("C CIRCULAR 1 0 0 0", "C IRREGULAR X 0 0 0 2")
    sections = ["[" + part for part in (net + GAGE + LAND + transect + "[LOSSES]\nC 0.1 0.2 0 YES\n").split("[")[1:]]
    forth, back = simulate(text_of(*sections), "forth"), simulate(text_of(*reversed(sections)), "back")
    for name in ("node_depth", "link_flow", "subcatchment_runoff"):
        other = {d: forth[d] for d in ("node", "link", "subcatchment") if d in forth[name].dims}
        np.testing.assert_array_equal(forth[name].values, back[name].sel(other).values, err_msg=name)
    assert float(forth.link_flow.min()) >= 0.0  # the gate is there


@pytest.mark.parametrize("place, value", [(1, "abc"), (1, "-0.5"), (4, "-0.5"), (5, "abc")])
def test_io_20_a_wrong_number_of_subareas_is_told_as_such(problems, place, value):
    tokens = ["S", "0.015", "0.1", "1", "2", "25", "OUTLET"]
    tokens[place] = value
    (found, *_) = fatal(
        problems(text_of(NET, GAGE, LAND.replace("S 0.015 0.1 1 2 25 OUTLET", " ".join(tokens)))), "SUBAREAS"
    )
    assert value in str(found) or "negative" in str(found)


def transect(x1: str, tail: str = "") -> str:
    """The net with a channel of the X1 row."""
    rows = f"[TRANSECTS]\nNC 0.05 0.05 0.03\n{x1}\nGR 3 0 1 4 0 6 0 10 1 12 3 16\n{tail}"
    return NET.replace("C CIRCULAR 1 0 0 0", "C IRREGULAR X 0 0 0") + rows + '[INFLOWS]\nJ FLOW "" FLOW 1 1 5\n'


def depth(simulate, text: str) -> float:
    """Depth of the channel at the end."""
    return float(simulate(text).link_depth[-1, 0])


def test_io_28_a_transect_ends_with_the_file_or_any_section(simulate):
    """The last transect counts, whatever follows it, and each has its own shape."""
    one = transect("X1 X 6 4 12 0 0 0 0 0").replace("[INFLOWS]", "[INFLOWS]")
    head, tail = one.split("[TRANSECTS]")
    rows, inflow = tail.split("[INFLOWS]")
    last = head + "[INFLOWS]" + inflow + "[TRANSECTS]" + rows
    first = "[TRANSECTS]" + rows + "[TAGS]\n" + head + "[INFLOWS]" + inflow
    found = [depth(simulate, text_of(text, routing="KINWAVE")) for text in (one, last, first)]
    assert found[0] == found[1] == found[2] > 0.3


def test_num_22_zeros_of_nc_are_the_n_that_was_written(simulate):
    """A second transect after one that meanders has the roughness of the NC line, not of the meander."""
    plain = transect("X1 X 6 4 12 0 0 0 0 0")
    before = "[TRANSECTS]\nNC 0.05 0.05 0.03\nX1 M 6 4 12 0 0 2.0 0 0\nGR 3 0 1 4 0 6 0 10 1 12 3 16\nNC 0 0 0\n"
    after = plain.replace("[TRANSECTS]\nNC 0.05 0.05 0.03\n", before)
    assert depth(simulate, text_of(after, routing="KINWAVE")) == pytest.approx(
        depth(simulate, text_of(plain, routing="KINWAVE")), rel=1e-9)  # fmt: skip


@pytest.mark.parametrize("factor", [0.7, 1.1, 1.3, 3.7])
def test_num_23_banks_are_met_whatever_the_factor_of_widths(simulate, factor):
    """Stations times a factor are as stations that were written so."""
    stations = [factor * x for x in (0, 4, 6, 10, 12, 16)]
    points = " ".join(f"{z} {x!r}" for z, x in zip((3, 1, 0, 0, 1, 3), stations, strict=True))
    written = transect(f"X1 X 6 {stations[1]!r} {stations[4]!r} 0 0 0 0 0").replace(
        "GR 3 0 1 4 0 6 0 10 1 12 3 16", f"GR {points}")
    scaled = transect(f"X1 X 6 4 12 0 0 0 {factor} 0")
    assert depth(simulate, text_of(scaled, routing="KINWAVE")) == pytest.approx(
        depth(simulate, text_of(written, routing="KINWAVE")), rel=1e-6)  # fmt: skip


def test_io_29_the_layout_of_x1_in_the_manual(simulate, problems):
    """A row of eleven items has its factors one place later; what is read is told."""
    ten = transect("X1 X 6 4 12 0 0 2.0 0 0")  # meander 2
    eleven = transect("X1 X 6 4 12 0 0 0 2.0 0 0")
    assert depth(simulate, text_of(ten, routing="KINWAVE")) == pytest.approx(
        depth(simulate, text_of(eleven, routing="KINWAVE")), rel=1e-9)  # fmt: skip


RULE = "[PUMPS]\nP J O K ON 0 0\n[CURVES]\nK PUMP3 0 0.1\nK 10 0.05\n"
TANK = (
    "[STORAGE]\nT 0 4 2 FUNCTIONAL 0 0 100\n[OUTFALLS]\nO 5 FREE\n[PUMPS]\nP T O K ON 0 0\n"
    "[CURVES]\nK PUMP3 0 0.1\nK 10 0.05\n[CONTROLS]\n"
)


def test_io_30_names_of_rules_are_whole(simulate):
    """D10 is not D1."""
    rules = (
        "VARIABLE D1 = NODE T DEPTH\nVARIABLE D10 = SIMULATION TIME\nRULE R\nIF D10 > 0.5\nTHEN PUMP P STATUS = OFF\n"
    )
    ds = simulate(text_of(TANK, rules))
    assert float(ds.link_flow[20, 0]) > 0.0 and float(ds.link_flow[-1, 0]) == 0.0


def test_io_31_nodestats_is_let_pass(problems):
    assert not fatal(problems(text_of(NET, "[REPORT]\nNODESTATS YES\n")))


@pytest.mark.parametrize(
    "rows", ["[FILES]\nSVAE HOTSTART a.hsf\n", "[FILES]\nSAVE HOTSTRT a.hsf\n", "[REPORT]\nNOODES ALL\n"]
)
def test_io_33_misspelt_words_are_told(problems, rows):
    assert [p for p in problems(text_of(NET, rows)) if p.section in ("FILES", "REPORT") and p.line]


def test_io_34_settings_stay_within_what_the_link_takes(simulate):
    """A pump set to -1 does not run backwards, nor an orifice to 3 pass three times its flow."""
    try:
        ds = simulate(text_of(TANK, "RULE R\nIF SIMULATION TIME > 0.1\nTHEN PUMP P SETTING = -1\n"))
        assert float(ds.link_flow.min()) >= 0.0
    except Exception as refused:
        assert "setting" in str(refused).lower()
    net = TANK.replace(
        "[PUMPS]\nP T O K ON 0 0\n[CURVES]\nK PUMP3 0 0.1\nK 10 0.05\n",
        "[OUTLETS]\nP T O 0 FUNCTIONAL/DEPTH 0.01 0.5 NO\n",
    ).replace("O 5", "O -1")
    open_flow = float(simulate(text_of(net))["link_flow"][5, 0])
    curve = "RULE R\nIF SIMULATION TIME >= 0\nTHEN OUTLET P SETTING = CURVE V\n"
    three = simulate(text_of(net, curve, "[CURVES]\nV CONTROL 0 3\nV 100 3\n"))
    assert float(three.link_flow.max()) <= open_flow * 1.02


def test_io_38_a_series_file_without_a_last_line_break(simulate, tmp_path):
    """The last value counts."""
    (tmp_path / "level.dat").write_text("01/01/2021 0:00 0.5\n01/01/2021 0:30 1.5\n01/01/2021 1:00 1.5")
    net = NET.replace("O 0 FREE", "O 0 TIMESERIES L") + '[TIMESERIES]\nL FILE "level.dat"\n'
    ds = simulate(text_of(net, step=5))
    assert float(ds.node_head.sel(node="O")[-1]) == pytest.approx(1.5, abs=1e-6)


def test_io_39_unknown_options_are_told_once(problems):
    found = [p for p in problems(text_of(NET).replace("WET_STEP", "WETT_STEP")) if "WETT_STEP" in str(p)]
    assert len(found) == 1


@pytest.mark.parametrize("rows, section", [
    ("[TIMESERIES]\nX\n", "TIMESERIES"), ("[CURVES]\nX STORAGE\n", "CURVES"), ("[CURVES]\nX\n", "CURVES"),
    ('[CURVES]\nX "Shape"\n', "CURVES"),
])  # fmt: skip
def test_crash_03_and_04_tables_without_points_are_told(problems, rows, section):
    """And where something uses them they are refused."""
    found = problems(text_of(NET, rows))
    assert [p for p in found if p.section == section]


def test_crash_03_an_empty_curve_that_is_used_is_refused(problems):
    net = "[STORAGE]\nT 0 4 0 TABULAR A\n[CURVES]\nA STORAGE\n[OUTFALLS]\nO 0 FREE\n"
    assert fatal(problems(text_of(net, routing="KINWAVE")))


@pytest.mark.parametrize("value", ["x" * 24, "12/31/" + "9" * 40, "1/1/1/1/1/1/1/1/1/1/1/1"])
def test_crash_06_a_long_sweeping_date_is_refused(problems, value):
    (found, *_) = fatal(problems(text_of(NET, sweep_start=value)), "OPTIONS")
    assert "SWEEP_START" in str(found) or value[:10] in str(found)


@pytest.mark.parametrize("flow", ["nan", "inf", "1e30", "-1e30"])
def test_crash_07_wild_initial_flows_do_no_harm(simulate, problems, flow):
    """A flow that is none is refused, one beyond reason runs to numbers or to status 4."""
    text = text_of(NET.replace("C J O 100 0.013 0 0", f"C J O 100 0.013 0 0 {flow}"), hours=0.1)
    if fatal(problems(text)):
        return
    ds = simulate(text)
    assert int(np.ravel(ds.status)[0]) != 0 or np.isfinite(ds.node_depth.values).all()


def test_crash_08_an_early_error_beside_an_expression(problems):
    rows = "VARIABLE D = NODE J DEPTH\nEXPRESSION E = D + 1\nRULE R\nIF E > 2\nTHEN CONDUIT C STATUS = CLOSED\n"
    assert fatal(problems(text_of(NET, "[CONTROLS]\n" + rows, "[JUNCTIONS]\nJ 1 3\nJ 1 3\nZ abc\n")))


@pytest.mark.parametrize("subcatchment", ["", "*", "Nobody"])
def test_crash_09_snow_plowed_to_nowhere_is_refused(problems, subcatchment):
    rows = (
        "[SNOWPACKS]\nP PLOWABLE 1 1 0 0 0 0 0.5\nP IMPERVIOUS 1 1 0 0 0 0 0\nP PERVIOUS 1 1 0 0 0 0 0\n"
        f"P REMOVAL 10 0 0 0 0 1.0 {subcatchment}\n[TEMPERATURE]\nTIMESERIES R\n"
    )
    assert fatal(problems(text_of(NET, GAGE, LAND.replace("100 1 0", "100 1 0 P"), rows)))


@pytest.mark.parametrize("token", ["y" * 300, "9" * 300, '"' + "z" * 3000 + '"'])
def test_crash_20_long_tokens_are_told_in_short(problems, token):
    found = fatal(problems(text_of(NET.replace("0.013", token))), "CONDUITS")
    assert found and all(len(str(p)) < 1000 for p in found)
