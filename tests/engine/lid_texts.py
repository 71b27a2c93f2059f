"""Models with LID units for the tests: a subcatchment a kind, or one with what is asked for."""

from __future__ import annotations

CONTROLS = {
    "BC": ("SURFACE 150 0.1 0.1 1 5", "SOIL 500 0.45 0.2 0.1 50 10 80", "STORAGE 300 0.75 5 0", "DRAIN 5 0.5 50 0"),
    "RG": ("SURFACE 200 0.1 0.1 1 0", "SOIL 400 0.45 0.2 0.1 30 10 80", "STORAGE 0 0.75 5 0"),
    "GR": ("SURFACE 20 0.1 0.1 1 0", "SOIL 100 0.5 0.25 0.1 50 10 80", "DRAINMAT 30 0.5 0.1"),
    "IT": ("SURFACE 50 0.2 0.1 1 0", "STORAGE 800 0.6 8 0", "DRAIN 2 0.5 100 0"),
    "PP": (
        "SURFACE 2 0.1 0.02 1 0", "PAVEMENT 120 0.2 0.3 500 40 60 0.5", "SOIL 100 0.4 0.2 0.1 200 10 50",
        "STORAGE 300 0.6 3 30", "DRAIN 3 0.5 20 0",
    ),
    "RB": ("STORAGE 1200 0.75 0.5 0", "DRAIN 20 0.5 0 6"),
    "RD": ("SURFACE 2 0 0.02 2 0", "DRAIN 20 0.5 0 0"),
    "VS": ("SURFACE 200 0.2 0.2 1 3",),
}  # fmt: skip
HEAD = """[OPTIONS]
FLOW_UNITS CMS
INFILTRATION {infiltration}
FLOW_ROUTING KINWAVE
START_DATE 01/01/2020
END_DATE {end}
WET_STEP {wet}
DRY_STEP {dry}
REPORT_STEP 00:15:00
ROUTING_STEP 60
[EVAPORATION]
CONSTANT {evaporation}
[RAINGAGES]
G INTENSITY {interval} 1 TIMESERIES R
[JUNCTIONS]
J 1 2
[OUTFALLS]
O 0 FREE
[CONDUITS]
C J O 100 0.013 0 0
[XSECTIONS]
C CIRCULAR 1.5 0 0 0
[TIMESERIES]
{rain}
"""
STORM = "\n".join(f"R {k // 4}:{15 * (k % 4):02d} {v}" for k, v in enumerate((4, 12, 30, 18, 8, 4, 2, 0)))


def controls(*names: str, changed: dict[str, tuple[str, ...]] | None = None) -> str:
    """[LID_CONTROLS] with the kinds as names."""
    rows = CONTROLS | (changed or {})
    return "[LID_CONTROLS]\n" + "".join(
        f"{name} {name[:2]}\n" + "".join(f"{name} {row}\n" for row in rows[name]) for name in names
    )


def text_of(
    subcatchments: str,
    lids: str,
    *,
    soil: str = "60 4 4 7 0",
    infiltration: str = "HORTON",
    end: str = "01/02/2020",
    wet: str = "00:05:00",
    dry: str = "00:05:00",
    evaporation: float = 3.0,
    interval: str = "0:15",
    rain: str = STORM,
    subareas: str = "0.015 0.2 1.5 4 25 OUTLET",
) -> str:
    """An .inp; ``subcatchments`` are rows of [SUBCATCHMENTS], ``lids`` the sections of LID units."""
    names = [row.split()[0] for row in subcatchments.splitlines()]
    head = HEAD.format(
        infiltration=infiltration, end=end, wet=wet, dry=dry, evaporation=evaporation, interval=interval, rain=rain
    )
    return (
        f"{head}[SUBCATCHMENTS]\n{subcatchments}\n[SUBAREAS]\n"
        + "".join(f"{name} {subareas}\n" for name in names)
        + "[INFILTRATION]\n"
        + "".join(f"{name} {soil}\n" for name in names)
        + lids
    )


def every_kind(**options: object) -> str:
    """A subcatchment of each kind, its unit treating half of the impervious and a third of the pervious runoff."""
    kinds = list(CONTROLS)
    subs = "\n".join(f"S{k} G J {1.0 + 0.1 * i} {40 + 5 * i} 100 0.5 0" for i, k in enumerate(kinds))
    uses = "[LID_USAGE]\n" + "".join(
        f"S{k} {k} 2 {200 + 20 * i} 12 30 50 {i % 2} * * 33\n" for i, k in enumerate(kinds)
    )
    return text_of(subs, controls(*kinds) + uses, **options)
