"""A small model of two primary zones and three control zones, a river and an interceptor, for tests of zones.

    north (S1, S2 -> N1 - N2) --C2--> south (N3, well, tank) --pump, overflow--> rivers (R1 - Out)
    east (S4 -> E1) --CE--> rivers;    south --treatment pump--> interceptors (I1 - Plant);   tank --reuse--> Use

Subcatchment S3 of the south runs off into the north's N2, and S5 of the east on to the south's S6. C2 lies in the
south by a row of its own, its upstream node in the north.
"""

from __future__ import annotations

from pathlib import Path

import sponge
from sponge.engine.batch import Batch
from sponge.model.compile import compile_model
from sponge.model.model import Model

MODEL = """\
[OPTIONS]
FLOW_UNITS CMS
FLOW_ROUTING {routing}
LINK_OFFSETS DEPTH
START_DATE 01/01/2020
START_TIME 00:00
END_DATE 01/01/2020
END_TIME {hours:02d}:00
REPORT_STEP 00:05:00
ROUTING_STEP 10
WET_STEP 00:01:00
DRY_STEP 00:05:00
ALLOW_PONDING YES
VARIABLE_STEP 0.75
HEAD_TOLERANCE 0.0015
[EVAPORATION]
CONSTANT 20
[RAINGAGES]
G INTENSITY 0:05 1.0 TIMESERIES Storm
[SUBCATCHMENTS]
S1 G N1 4 60 150 1 0
S2 G S1 2 40 100 0.5 0
S3 G N2 2 70 80 1 0
S4 G E1 5 50 150 1 0
S5 G S6 2 50 100 1 0
S6 G N3 2 20 100 1 0
[SUBAREAS]
S1 0.015 0.2 1 4 25 OUTLET
S2 0.015 0.2 1 4 25 OUTLET
S3 0.015 0.2 1 4 25 PERVIOUS 50
S4 0.015 0.2 1 4 25 OUTLET
S5 0.015 0.2 1 4 25 OUTLET
S6 0.015 0.2 1 4 25 OUTLET
[INFILTRATION]
S1 60 5 4 7 0
S2 60 5 4 7 0
S3 60 5 4 7 0
S4 60 5 4 7 0
S5 60 5 4 7 0
S6 60 5 4 7 0
[JUNCTIONS]
N1 10 1.5 0 0 300
N2 9.7 1.5 0 0 0
N3 9.2 2.5 0 0 0
E1 9 2 0 0 500
R0 6.6 4 0 0 0
R1 6.5 4 0 0 0
I1 8 3 0 0 0
[STORAGE]
Well 7.5 4 0.3 FUNCTIONAL 0 0 60 0 0
Tank 7 3 0 FUNCTIONAL 0 0 300 0 1 10 2 0.2
[OUTFALLS]
Out 6 FREE
Plant 7 FREE
Use 6 FREE
[CONDUITS]
C1 N1 N2 120 0.013 0 0 0 0
C2 N2 N3 150 0.013 0 0 0 0
C3 N3 Well 50 0.013 0 0 0 0
CE E1 R1 100 0.013 0 1 0 0
R01 R0 R1 300 0.03 0 0 0 0
RO R1 Out 400 0.03 0 0 0 0
IP I1 Plant 60 0.013 0 0.2 0 0
[XSECTIONS]
C1 CIRCULAR 0.45 0 0 0
C2 CIRCULAR 0.35 0 0 0
C3 CIRCULAR 0.8 0 0 0
CE CIRCULAR 0.5 0 0 0
R01 TRAPEZOIDAL 4 4 2 2
RO TRAPEZOIDAL 4 4 2 2
IP CIRCULAR 0.5 0 0 0
OV RECT_OPEN 1 1 0 0
CAP CIRCULAR 0.2 0 0 0
[LOSSES]
RO 0 0 0 NO 20
[PUMPS]
P1 Well R1 Lift ON 0.8 0.3
P2 Tank I1 Small OFF 0.5 0.1
PT Well I1 Small ON 0.4 0.2
PU Tank Use Small ON 0.3 0.1
[ORIFICES]
CAP Well Tank SIDE 0.5 0.65 NO 0
[WEIRS]
OV Well R1 TRANSVERSE 0.9 1.8 NO 0
[CURVES]
Lift PUMP2 0.5 0.03
Lift 4.0 0.04
Small PUMP2 0.2 0.01
Small 3.0 0.02
[TIMESERIES]
Storm 0:00 2
Storm 0:20 60
Storm 0:40 110
Storm 1:00 10
Storm 1:20 0
[INFLOWS]
R0 FLOW "" FLOW 1 1 0.5
[DWF]
N1 FLOW 0.004
N3 FLOW 0.003
[TAGS]
Subcatch S1 homes
Subcatch S2 road
Subcatch S3 homes
Subcatch S4 fields
Subcatch S5 fields
Subcatch S6 road
"""
CELLS = """
[LID_CONTROLS]
Cell BC
Cell SURFACE 150 0 0 0 0
Cell SOIL 100 0.45 0.2 0.1 500 10 80
Cell STORAGE 200 0.75 5 0
Cell DRAIN {drain} 0.5 0 0
[LID_USAGE]
"""
QUALITY = """
[POLLUTANTS]
TSS MG/L 0 0 0 0 NO * 0 0 0
COD MG/L 20 0 0 0 NO * 0 200 0
[LANDUSES]
any
[COVERAGES]
S1 any 100
S2 any 100
S3 any 100
S4 any 100
S5 any 100
S6 any 100
[LOADINGS]
S1 TSS 40
[BUILDUP]
any TSS EXP 50 0.5 0 AREA
[WASHOFF]
any TSS EXP 0.1 1.2 0 0
"""
ZONES = """\
kind,name,secondary,primary
subcatchment,S1,north,town
subcatchment,S2,north,town
subcatchment,S3,south,town
subcatchment,S4,east,country
subcatchment,S5,east,country
subcatchment,S6,south,town
node,N1,north,town
node,N2,north,town
node,N3,south,town
node,Well,south,town
node,Tank,south,town
node,Use,south,town
node,E1,east,country
node,R0,rivers,
node,R1,rivers,
node,Out,rivers,
node,I1,interceptors,
node,Plant,interceptors,
link,C2,south,town
"""
STATIONS = """\
station,link,role
PS,P1,pump
PS,OV,overflow
PS,PT,treatment
FF,CAP,capture
FF,P2,emptying
FF,P2,treatment
GARDEN,PU,reuse
WWTP,IP,treatment
"""
STATION_NAMES = """\
station,kind,name_zh,node,zone
PS,pump_station,泵站,Well,south
FF,first_flush_tank,初雨池,Tank,south
GARDEN,reuse,绿化,,south
WWTP,treatment_plant,污水厂,,interceptors
"""
ZONE_NAMES = """\
zone,level,name_zh
north,secondary,北区
south,secondary,南区
east,secondary,东区
town,primary,城区
country,primary,乡区
rivers,other,河道
interceptors,other,截流
"""
TABLES = {
    "zones.csv": ZONES, "stations.csv": STATIONS, "station_names.csv": STATION_NAMES, "zone_names.csv": ZONE_NAMES
}  # fmt: skip
PREFIXES = ("zone", "other_zone")


def cells(areas: dict[str, int], treated: int = 40, drain: int = 0) -> str:
    """A bioretention cell in each of these subcatchments [m2], none built; ``treated`` % of paved runoff goes to it."""
    rows = "".join(f"{name} Cell 0 {area} 10 50 {treated} 0\n" for name, area in areas.items())
    return CELLS.format(drain=drain) + rows


UNITS = cells({"S1": 100, "S4": 100, "S6": 100})


def write(folder: Path, routing: str = "DYNWAVE", hours: int = 8, more: str = "") -> Path:
    """The model, with more sections, and its tables in a folder."""
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    path = folder / "zoned.inp"
    path.write_text(MODEL.format(routing=routing, hours=hours) + more)
    return path


def model_of(folder: Path, routing: str = "DYNWAVE", hours: int = 8, more: str = "") -> Model:
    """The model, read."""
    return sponge.read_inp(write(folder, routing, hours, more))


def batch_of(models: list[Model]) -> Batch:
    """The models as lanes."""
    return Batch([compile_model(model) for model in models])
