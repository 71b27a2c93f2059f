"""Texts of models that the tests of this folder read, whole and by parts."""

from __future__ import annotations

from pathlib import Path

from sponge.io import read_inp
from sponge.model.model import Model

EVERYTHING = """\
[TITLE]
All sections that are simulated, and some that are kept

[OPTIONS]
FLOW_UNITS           LPS
INFILTRATION         HORTON
FLOW_ROUTING         DYNWAVE
START_DATE           03/01/2020
START_TIME           06:00:00
END_DATE             03/01/2020
END_TIME             12:00:00
REPORT_START_DATE    MAR-01-2020
REPORT_START_TIME    6.5
SWEEP_START          02/01
DRY_DAYS             3
WET_STEP             00:05:00
DRY_STEP             01:00:00
REPORT_STEP          00:15:00
ROUTING_STEP         0:00:15
RULE_STEP            00:01:00
ALLOW_PONDING        YES
MIN_SURFAREA         1.2
HEAD_TOLERANCE       0.0015
MIN_SLOPE            0.01
LAT_FLOW_TOL         4
COMPATIBILITY        5
IGNORE_QUALITY       YES

[EVAPORATION]
MONTHLY              1 1 2 2 3 4 4 4 3 2 1 1
RECOVERY             monthly
DRY_ONLY             YES

[TEMPERATURE]
TIMESERIES           degrees
WINDSPEED MONTHLY    10 10 10 10 10 10 10 10 10 10 10 10
SNOWMELT             1.5 0.5 0.6 120 48 3
ADC IMPERVIOUS       1 1 1 1 1 1 1 1 1 1
ADC PERVIOUS         0.1 0.35 0.5 0.6 0.7 0.8 0.85 0.9 0.95 0.98

[ADJUSTMENTS]
RAINFALL             1 1 1 1 1.1 1.1 1.1 1 1 1 1 1
N-PERV               S2 monthly

[RAINGAGES]
;the gage on the roof
G1                   INTENSITY 0:05 1.0 TIMESERIES storm
G2                   VOLUME    0.25 1.0 TIMESERIES "storm 2"

[SUBCATCHMENTS]
S1                   G1 J1 2.5 40 120 0.5 10 street
S2                   G2 S1 1.0 110 60 1.5 0

[SUBAREAS]
S1                   0.012 0.2 1.5 5 25 PERVIOUS 60
S2                   0.012 0.2 1.5 5 25 OUTLET

[INFILTRATION]
S1                   75 3.5 4 7 0
S2                   100 4 0.3 MODIFIED_GREEN_AMPT

[AQUIFERS]
;under the marsh
clay                 0.47 0.15 0.3 2.5 10 5 0.35 4.2 0.02 3 9.7 0.31 monthly

[GROUNDWATER]
S1                   clay J1 12.5 0.013 1.7 0.011 1.1 0.0007 0 10.6 * 9.9
S2                   clay T1 12.5 0.013 1 0 0 0 0.3 * * * 0.35

[GWF]
S2                   LATERAL 0.001 * (Hgw - Hcb)^1.5 * STEP(HGW-HCB)
S2                   DEEP 0.01*K

[SNOWPACKS]
street               PLOWABLE 0.001 0.065 0.1 0.06 2 0.1 0.7
street               IMPERVIOUS 0.001 0.065 0.1 0.06 2 0 10
street               PERVIOUS 0.001 0.065 0.1 0.06 3 0 20
street               REMOVAL 5 0.1 0.2 0.3 0.1 0.3 S2

[JUNCTIONS]
J1                   10.5 2 0.1 0 50
J2                   10.2

[OUTFALLS]
O1                   9.5 FREE
O2                   9.0 TIMESERIES sea YES

[STORAGE]
T1                   9.8 3 0.5 TABULAR basin 0 0.7 90 12 0.3
T2                   9.8 3 0.5 FUNCTIONAL 100 0.5 20 0 0 5
T3                   9.6 4 0 PYRAMIDAL 10 8 2

[DIVIDERS]
D1                   10.0 C5 CUTOFF 30 2

[CONDUITS]
C1                   J1 J2 120 0.013 0 0.1 0 0
C2                   J2 T1 80 0.014 0 0 5 600
C3                   T1 T2 60 0.014 0 0
C4                   T2 D1 30 0.014 0.3 0
C5                   D1 T3 40 0.014 0 0
C6                   T3 O1 200 0.02 0 0

[PUMPS]
P1                   T1 T2 lift ON 1.2 0.4

[ORIFICES]
R1                   T1 T2 SIDE 0.5 0.65 YES 0.1

[WEIRS]
W1                   T1 T2 TRANSVERSE 2 1.8 NO 2 0 YES
W2                   T1 T2 V-NOTCH 2.2 1.4
W3                   T2 T3 ROADWAY 2.5 1.7 NO 0 0 YES 6 PAVED

[OUTLETS]
L1                   T2 T3 0.5 FUNCTIONAL/HEAD 10 0.5 YES
L2                   T3 O2 0.2 TABULAR/DEPTH rating

[XSECTIONS]
C1                   CIRCULAR 0.6 0 0 0 2
C2                   TRAPEZOIDAL 1 2 1.5 1.5
C3                   IRREGULAR creek
C4                   CUSTOM 0.8 arch 0 0
C5                   FORCE_MAIN 0.5 120 0 0
C6                   ARCH 3 0 0 0 1
R1                   RECT_CLOSED 0.4 0.5 0 0
W1                   RECT_OPEN 0.5 2 0 0
W2                   TRIANGULAR 0.5 1 0 0
W3                   RECT_OPEN 0.5 5 0 0

[LOSSES]
C1                   0.5 1 0 YES 2

[TRANSECTS]
NC 0.05 0.05 0.03
X1 creek 5 2 8 0 0 0 1 0
GR 12 0 10.5 2 10 5 10.5 8
GR 12 10

[CONTROLS]
VARIABLE level = NODE T1 DEPTH
RULE fill ; a comment
; between
IF level > 1.5
AND PUMP P1 STATUS = OFF
THEN PUMP P1 STATUS = ON
PRIORITY 2
RULE empty
IF NODE T1 DEPTH < 0.5
THEN PUMP P1 STATUS = OFF

[INFLOWS]
J1                   FLOW "" FLOW 1.0 1.0 2.5 monthly
J2                   FLOW sewage FLOW 1.0 0.5

[DWF]
J1                   FLOW 3 "" hourly

[PATTERNS]
monthly              MONTHLY 1 1 1 1 1 1
monthly              1 1 1 1 1 1
hourly               HOURLY 0.5 0.5 0.5 0.5 0.5 1 1 1 1 1 1 1
hourly               1 1 1 1 1 1 1 1 1 1 1 1.5

[CURVES]
basin                STORAGE 0 100 1 150
basin                3 300
lift                 PUMP2 0.5 20 2 35
rating               RATING 0 0 2 50
arch                 SHAPE 0 1 0.5 0.8 1 0

[TIMESERIES]
storm                0:00 10 0:05 20 0:10 0
"storm 2"            03/01/2020 06:00 1.5
"storm 2"            06:15 0
sea                  0 9.2 6 9.6
sewage               0.5 10
sewage               1.5 0
degrees              03/01/2020 0:00 5 03/02/2020 0:00 6

[REPORT]
AVERAGES YES
NODES J1 J2

[POLLUTANTS]
TSS                  MG/L 0 0 0 0

[TAGS]
Node                 J1 manhole
Link                 C1 main street

[MAP]
DIMENSIONS           0 0 100 100

[COORDINATES]
J1                   1.5 2.25
C9                   bad coordinates

[VERTICES]
C1                   1 1
C1                   2 2

[EVENTS]
03/01/2020 06:30     03/01/2020 07:30
"""

THE_REST = """\
[FILES]
SAVE HOTSTART        end.hsf

[LANDUSES]
Homes                7 0.5 2

[BUILDUP]
Homes                TSS POW 50 3 0.5 AREA

[WASHOFF]
Homes                TSS EXP 0.1 1.2 60 10

[COVERAGES]
S1                   Homes 60

[LOADINGS]
S1                   TSS 12

[TREATMENT]
T1                   TSS R = 0.5

[HYDROGRAPHS]
UH                   G1
UH                   ALL SHORT 0.1 1 2

[RDII]
J1                   UH 4

[STREETS]
road                 5 0.15 4 0.016

[INLETS]
grate                GRATE 0.6 0.5 P_BAR-50

[INLET_USAGE]
C7                   grate J2

[CONDUITS]
C7                   J1 T1 90 0.013 0 0

[XSECTIONS]
C7                   STREET road

[LID_CONTROLS]
butt                 RB
butt                 STORAGE 1200 0.75 0.5 0 YES

[LID_USAGE]
S1                   butt 10 1.5 0 0 5 0

[LABELS]
1 2                  "the marsh"

[BACKDROP]
FILE                 "map.png"

[PROFILES]
"main street"        C1 C2

[POLYGONS]
S1                   0 0
S1                   1 0

[SYMBOLS]
G1                   3 4
"""  # the sections that EVERYTHING lacks

STREET = """\
[SUBCATCHMENTS]
S G A 1 50 100 1 0
[SUBAREAS]
S 0.01 0.1 1 1 0 OUTLET
[INFILTRATION]
S 50 5 4 7 0
[JUNCTIONS]
A 10 2
[OUTFALLS]
O 5 FREE
[CONDUITS]
C A O 100 0.01 0 0
[XSECTIONS]
C CIRCULAR 1 0 0 0
"""  # wants a gage G


def read_text(folder: Path, text: str | bytes, name: str = "model.inp") -> Model:
    """The Model of a text."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_inp(path)
