"""What is wrong with a file is said with file, line, section, what and hint, and all at once."""

from __future__ import annotations

import pytest
from inp_texts import EVERYTHING, read_text

from sponge.base.errors import ModelError
from sponge.io import check_inp, read_inp

LINES = EVERYTHING.splitlines()


def line_of(start: str, nth: int = 0) -> int:
    """Number of the nth line that begins so."""
    return [i for i, line in enumerate(LINES, 1) if line.startswith(start)][nth]


# name -> (line that begins so, which of them, what replaces it, section, words of the message or hint)
ROWS = {
    "unknown option": ("ALLOW_PONDING", 0, "ALLOW_PNDING YES", "OPTIONS", "ALLOW_PONDING"),
    "unknown flow units": ("FLOW_UNITS", 0, "FLOW_UNITS CUMECS", "OPTIONS", "CUMECS"),
    "no such date": ("END_DATE", 0, "END_DATE 02/30/2020", "OPTIONS", "month/day/year"),
    "step of zero": ("ROUTING_STEP", 0, "ROUTING_STEP 0", "OPTIONS", "positive"),
    "step of nothing": ("WET_STEP", 0, "WET_STEP 0:00:00", "OPTIONS", "positive"),
    "not a number": ("J1 ", 0, "J1 1o.5 2", "JUNCTIONS", "1o.5"),
    "NaN": ("J1 ", 0, "J1 nan 2", "JUNCTIONS", "nan"),
    "infinity": ("J1 ", 0, "J1 10 1e999", "JUNCTIONS", "1e999"),
    "negative depth": ("J1 ", 0, "J1 10 -2", "JUNCTIONS", "negative"),
    "too few items": ("C1 ", 0, "C1 J1 J2 120", "CONDUITS", "Name From To Length"),
    "missing node": ("C1 ", 0, "C1 J1 J22 120 0.013 0 0", "CONDUITS", "J22"),
    "star where no elevation": ("C1 ", 0, "C1 J1 J2 120 0.013 * 0", "CONDUITS", "offset"),
    "short aquifer": ("clay ", 0, "clay 0.47 0.15 0.3", "AQUIFERS", "Ksat"),
    "missing pattern of an aquifer": (
        "clay ", 0, "clay 0.47 0.15 0.3 2.5 10 5 0.35 4.2 0.02 3 9.7 0.31 monthy", "AQUIFERS", "monthly"
    ),
    "missing aquifer": ("S1 ", 3, "S1 cly J1 12.5 0.013 1 0 0 0 0 *", "GROUNDWATER", "clay"),
    "unknown flow of a formula": ("S2 ", 4, "S2 SIDEWAYS 0.001*HGW", "GWF", "LATERAL"),
    "plowed to nowhere": ("street ", 3, "street REMOVAL 5 0.1 0.2 0.3 0.1 0.3 S9", "SNOWPACKS", "S9"),
    "unknown surface of snow": ("street ", 0, "street PLOWED 0.001 0.065 0.1 0.06 2 0.1 0", "SNOWPACKS", "PLOWABLE"),
    "missing snow pack": ("S1 ", 0, "S1 G1 J1 2.5 40 120 0.5 10 stret", "SUBCATCHMENTS", "street"),
    "duplicate name": ("J2 ", 0, "J1 10.2", "JUNCTIONS", "twice"),
    "duplicate of another kind": ("O1 ", 0, "t1 9.5 FREE", "STORAGE", "twice"),
    "zero diameter": ("C1 ", 1, "C1 CIRCULAR 0 0 0 0", "XSECTIONS", "positive"),
    "no width": ("R1 ", 1, "R1 RECT_CLOSED 0.4 0 0 0", "XSECTIONS", "width"),
    "unknown shape": ("C1 ", 1, "C1 CIRCLE 1 0 0 0", "XSECTIONS", "CIRCULAR"),
    "missing transect": ("C3 ", 1, "C3 IRREGULAR crek", "XSECTIONS", "creek"),
    "no such size": ("C6 ", 1, "C6 ARCH 103 0 0 0", "XSECTIONS", "1 to 102"),
    "no barrels": ("C1 ", 1, "C1 CIRCULAR 1 0 0 0 0", "XSECTIONS", "barrels"),
    "unknown weir": ("W1 ", 0, "W1 T1 T2 BROAD 2 1.8", "WEIRS", "TRANSVERSE"),
    "missing pump curve": ("P1 ", 0, "P1 T1 T2 lft", "PUMPS", "lift"),
    "missing gage": ("S1 ", 0, "S1 G9 J1 2.5 40 120 0.5 10", "SUBCATCHMENTS", "G9"),
    "missing outlet": ("S1 ", 0, "S1 G1 J9 2.5 40 120 0.5 10", "SUBCATCHMENTS", "J9"),
    "negative area": ("S1 ", 0, "S1 G1 J1 -2.5 40 120 0.5 10", "SUBCATCHMENTS", "area"),
    "bad infiltration": ("S1 ", 2, "S1 3 75 4 7 0", "INFILTRATION", "invalid"),
    "negative roughness": ("S1 ", 1, "S1 -1 0.2 1.5 5 25 OUTLET", "SUBAREAS", "roughness"),
    "unknown curve type": ("basin ", 0, "basin STORE 0 100 1 150", "CURVES", "STORAGE"),
    "curve out of order": ("basin ", 1, "basin 1 300", "CURVES", "sequence"),
    "curve with half a point": ("basin ", 1, "basin 3", "CURVES", "pairs"),
    "series out of order": ("storm ", 0, "storm 0:00 10 0:05 20 0:04 0", "TIMESERIES", "sequence"),
    "series without value": ("sewage ", 0, "sewage 0.5 10 0.6", "TIMESERIES", "together"),
    "series with a bad time": ("sewage ", 0, "sewage noon 10", "TIMESERIES", "noon"),
    "series with a bad value": ("sewage ", 0, "sewage 0.5 ten", "TIMESERIES", "ten"),
    "missing file": ("storm ", 0, "storm FILE gone.dat", "TIMESERIES", "gone.dat"),
    "station out of order": ("GR 12 10", 0, "GR 12 7", "TRANSECTS", "sequence"),
    "unknown card": ("GR 12 10", 0, "GX 12 7", "TRANSECTS", "GX"),
    "unknown clause": ("AND PUMP", 0, "ADN PUMP P1 STATUS = OFF", "CONTROLS", "AND"),
    "duplicate rule": ("RULE empty", 0, "RULE FILL", "CONTROLS", "twice"),
    "missing series of an inflow": ("J2 ", 1, "J2 FLOW sewege", "INFLOWS", "sewage"),
    "unknown constituent": ("J2 ", 1, "J2 FLAW sewage", "INFLOWS", "FLAW"),
    "missing pattern": ("J1 ", 2, "J1 FLOW 3 hurly", "DWF", "hourly"),
    "event that ends first": ("03/01/2020 06:30", 0, "03/01/2020 06:30 03/01/2020 06:00", "EVENTS", "ends"),
    "report of nothing": ("NODES J1", 0, "NODES J1 J9", "REPORT", "J9"),
    "evaporation short of months": ("MONTHLY  ", 0, "MONTHLY 1 2 3", "EVAPORATION", "too few"),
    "climate keyword": ("WINDSPEED", 0, "WIND MONTHLY 1", "TEMPERATURE", "WINDSPEED"),
    "missing temperature series": ("TIMESERIES", 0, "TIMESERIES degree", "TEMPERATURE", "degrees"),
    "seepage of no soil": ("T1 ", 0, "T1 9.8 3 0.5 TABULAR basin 0 0.7 90 12 3", "STORAGE", "exfiltration"),
    "divided by nothing": ("D1 ", 0, "D1 10.0 C55 CUTOFF 30 2", "DIVIDERS", "C5"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROWS)
def test_row(tmp_path, name):
    start, nth, new, section, word = ROWS[name]
    number = line_of(start, nth)
    lines = [*LINES]
    lines[number - 1] = new
    with pytest.raises(ModelError) as caught:
        read_text(tmp_path, "\n".join(lines))
    problems = [problem for problem in caught.value.problems if problem.fatal]
    if name != "duplicate of another kind":  # found where the second of the name stands
        assert number in [problem.line for problem in problems]
    first = next(p for p in problems if p.section == section)
    assert word in first.message + first.hint
    assert str(first).startswith(f"{tmp_path / 'model.inp'}:{first.line} [{section}]: ")
    if not name.startswith(("duplicate", "missing file")):
        assert {problem.line for problem in problems} == {number}, "one mistake is blamed once"


@pytest.mark.parametrize(
    "content, word",
    [
        (b"", "empty"), (b"  \r\n", "empty"), (bytes(range(256)) * 9, "not a text file"),
        (b"%PDF-1.4\n\x00\x00", "text"),
        (b"hello\nworld\n", "no section"), (b"[KURVES]\na b\n", "did you mean [CURVES]?"), (b"[", "unknown section"),
    ],
)  # fmt: skip
def test_whole_files(tmp_path, content, word):
    path = tmp_path / "model.inp"
    path.write_bytes(content)
    with pytest.raises(ModelError, match=r"model\.inp") as caught:
        read_inp(path)
    assert word in str(caught.value)
    assert check_inp(path)[0].fatal


def test_missing_file_and_folder(tmp_path):
    for path in (tmp_path / "none.inp", tmp_path, tmp_path / ("x" * 300)):
        with pytest.raises(ModelError):
            read_inp(path)


def test_truncated_file(tmp_path):
    for end in range(0, len(EVERYTHING), 173):
        try:
            read_text(tmp_path, EVERYTHING[:end])
        except ModelError as error:
            assert error.problems


def test_all_at_once(tmp_path):
    text = EVERYTHING.replace("J1                   10.5", "J1                   ten")
    text = text.replace("C1                   J1 J2 120", "C1                   J1 J2 -120").replace(
        "GR 12 10\n", "GR 12 x\n"
    )
    with pytest.raises(ModelError) as caught:
        read_text(tmp_path, text)
    assert {problem.section for problem in caught.value.problems if problem.fatal} == {
        "JUNCTIONS",
        "CONDUITS",
        "TRANSECTS",
    }
    lines = [problem.line for problem in caught.value.problems]
    assert lines == sorted(lines)


def test_two_mistakes_in_a_row(tmp_path):
    text = EVERYTHING.replace("C1                   J1 J2 120", "C1                   J8 J9 long")
    with pytest.raises(ModelError) as caught:
        read_text(tmp_path, text)
    assert len([p for p in caught.value.problems if p.line == line_of("C1 ")]) == 3


def test_endless_mistakes_end(tmp_path):
    rows = "\n".join(f"C{i} A{i} B{i} x y z z" for i in range(5000))
    with pytest.raises(ModelError) as caught:
        read_text(tmp_path, f"[CONDUITS]\n{rows}\n")
    assert len(caught.value.problems) < 1100


def test_bad_row_in_a_file_of_a_series(tmp_path):
    for content, word in [
        ("0:00 1\n0:05 x\n", "not a number"), ("0:00 1\n0:05\n", "without a value"), ("1/1/2020 x 2\n", "not a time"),
        ("a b c\n", "not a date"), ("0:05 1\n0:05 2\n", "sequence"),
        ("; nothing\n", "no data"), ("\0\1\2", "text file"),
    ]:  # fmt: skip
        (tmp_path / "s.dat").write_text(content)
        with pytest.raises(ModelError, match=word) as caught:
            read_text(tmp_path, "[OUTFALLS]\nO 0 FREE\n[TIMESERIES]\ns FILE s.dat\n")
        if word not in ("no data", "text file"):
            assert caught.value.problems[0].file.endswith("s.dat") and caught.value.problems[0].line > 0


def test_companions_that_are_missing_or_bad(tmp_path):
    base = "[OPTIONS]\nEND_DATE 1/2/2004\n[OUTFALLS]\nO 0 FREE\n"
    gage = "[RAINGAGES]\nG INTENSITY 1:00 1 FILE rain.dat S IN\n[SUBCATCHMENTS]\nS G O 1 1 1 1 1\n"
    for section, name in [
        (gage, "rain.dat"),
        ("[TEMPERATURE]\nFILE cli.dat\n", "cli.dat"),
        ("[FILES]\nUSE INFLOWS in.txt\n", "in.txt"),
    ]:
        for content in (None, b"", b"nonsense\n1 2 3\n", bytes(range(256))):
            if content is not None:
                (tmp_path / name).write_bytes(content)
            with pytest.raises(ModelError, match=name.replace(".", r"\.")):
                read_text(tmp_path, base + section)
