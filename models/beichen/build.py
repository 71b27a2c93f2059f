"""Builds ``beichen.inp`` and its companion tables from ``tables/``.

    python models/beichen/build.py            writes what has changed
    python models/beichen/build.py --check    only says what would change; exit 1 if anything does
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
if str(HERE) not in sys.path:
    sys.path.insert(0, str(HERE))

from building import hydrology, lid, pumping, quality, river_stations, storages, treatment, villages, write  # noqa: E402
from building.context import Context  # noqa: E402
from building.ditches import build_ditches  # noqa: E402
from building.draft import Draft  # noqa: E402
from building.rivers import IDLE, RiverBuilder  # noqa: E402
from building.sewers import build_sewers  # noqa: E402
from building.tables import Settings, read_table  # noqa: E402
from building.terraces import build_terraces  # noqa: E402
from geography import load_primary_zones  # noqa: E402

HEADING = (
    "Beichen, Tianjin: the drainage of the district, 478.48 km2, in 5 primary and 57 secondary control zones.",
    "",
    "SYNTHETIC GEOMETRY. Names, counts and a few figures are the plan's or published; sections, levels, lengths and",
    "capacities are assumed. sources.csv says of every value where it comes from, README.md how the model is built.",
    "Built by build.py from tables/: edit those, not this file.",
    "",
    "Metric units (m3/s, m, ha, mm), dynamic wave, levels in the 1985 Huanghai datum, coordinates in EPSG:4548.",
    "What a measure adds is there, closed; README.md says what opens it.",
)
TITLE = (
    "Beichen district model: SYNTHETIC GEOMETRY, values with sources in sources.csv",
    "Base: 2-year 2-hour Chicago storm after six dry hours, normal river levels, no measure",
)
TITLE_OF_QUALITY = (TITLE[0], f"{TITLE[1]}; with four pollutants")
OPTIONS = (
    ("FLOW_UNITS", "CMS"), ("INFILTRATION", "GREEN_AMPT"), ("FLOW_ROUTING", "DYNWAVE"), ("LINK_OFFSETS", "DEPTH"),
    ("MIN_SLOPE", "0"), ("ALLOW_PONDING", "YES"), ("SKIP_STEADY_STATE", "NO"),
    ("START_DATE", "07/15/2025"), ("START_TIME", "00:00:00"), ("REPORT_START_DATE", "07/15/2025"),
    ("REPORT_START_TIME", "00:00:00"), ("END_DATE", "07/16/2025"), ("END_TIME", "08:00:00"), ("DRY_DAYS", "5"),
    ("REPORT_STEP", "00:05:00"), ("WET_STEP", "00:05:00"), ("DRY_STEP", "00:15:00"), ("ROUTING_STEP", "15"),
    ("INERTIAL_DAMPING", "PARTIAL"), ("NORMAL_FLOW_LIMITED", "BOTH"), ("FORCE_MAIN_EQUATION", "H-W"),
    ("SURCHARGE_METHOD", "EXTRAN"), ("VARIABLE_STEP", "0"), ("LENGTHENING_STEP", "0"), ("MIN_SURFAREA", "4"),
    ("MAX_TRIALS", "8"), ("HEAD_TOLERANCE", "0.0015"), ("THREADS", "1"),
)  # fmt: skip
PLANNED = {  # tables whose rows exist because someone says so -> columns with a source of their own
    "pumping_stations": ("", "first_flush", "ran_2023"), "river_stations": ("",), "green_storages": ("",),
    "diverters": ("",), "plants": ("", "extension_wan"), "gates": ("",), "groups": ("",), "primary_zones": ("",),
}  # fmt: skip
FLAGS = {
    "FLAG_PRE": "stations hold their wells low before rain",
    "FLAG_SMART": "stations start early in rain",
    "FLAG_REUSE": "green storages keep their water for reuse",
    "FLAG_DYKES": "raised dykes allow stations a higher river",
    "FLAG_DIVERT": "diverters take the first of the storm from works and streets",
    "FLAG_CONNECT": "gates between rivers stand open",
}


def build() -> dict[str, str]:
    """The built files, by name."""
    draft, settings = Draft(), Settings()
    context = Context(draft, settings, RiverBuilder(draft, settings).build())
    pumping.place_stations(context)
    build_sewers(context)
    pumping.build_stations(context)
    build_ditches(context)
    build_terraces(context)
    river_stations.build_river_stations(context)
    storages.place_diverters(context)
    treatment.Interceptors(context).build()
    villages.build_villages(context)
    storages.build_tanks(context)
    storages.build_green(context)
    storages.build_diverters(context)
    storages.build_reservoir_reuse(context)
    build_flags(draft)
    hydrology.build_gages(context)
    hydrology.build_subcatchments(context)
    lid.build_lids(context)
    hydrology.build_sewage_pattern(context)
    rows = hydrology.evaporation(context)
    note_geography(draft)
    for option in ("routing_step", "wet_step", "dry_step", "report_step"):
        draft.note("OPTIONS", option, "assumed: steps that keep the solution steady")
    pollutants = quality.build_quality(context)
    names, lids = tuple(str(row["name"]) for row in pollutants.rows["POLLUTANTS"]), draft.lids
    plain = write.inp_text(draft, HEADING, TITLE, OPTIONS, rows, lid.control_rows(lids))
    with_quality = write.inp_text(
        draft, HEADING, TITLE_OF_QUALITY, OPTIONS, rows, lid.control_rows(lids, names), pollutants
    )
    return {
        "beichen.inp": plain,
        "beichen-quality.inp": with_quality,
        **lid.measures(context),
        "measures/effluent_upgrade.toml": quality.upgrade(),
        "zones.csv": write.zones_text(draft, {z.zone: z.primary for z in context.zones.values()}),
        "stations.csv": write.csv_text(("station", "link", "role"), draft.roles),
        "station_names.csv": write.csv_text(("station", "kind", "name_zh", "node", "zone"), draft.stations),
        "zone_names.csv": zone_names(context),
        "sources.csv": write.sources_text(draft, pollutants),
    }


def note_geography(draft: Draft) -> None:
    """Where the zones and the lines of the rivers come from, which stand in no section of the .inp."""
    for row in read_table("zones"):
        for column in row.cells:
            if column.startswith("source_"):
                draft.note("ZONES", column.removeprefix("source_"), row.text(column))
    for table, columns in PLANNED.items():
        for row in read_table(table):
            for column in columns:
                draft.note(table.upper(), column or "existence", row.source(column))
    for row in read_table("river_points"):
        draft.note("RIVERS", "point", row.text("source"))
    for row in read_table("rivers"):
        draft.note("RIVERS", "course", row.text("source"))


def build_flags(draft: Draft) -> None:
    """Switches that rules read: idle pumps between two dry nodes off the map."""
    x, y = pumping.flag_sites(draft.points)
    source = "assumed: a switch for rules, moves no water"
    draft.junction("FLAGS", "interceptors", (x, y), 0.0, 1.0, source, tag="flag")
    draft.junction("FLAGS_END", "interceptors", (x + 300.0, y), 0.0, 1.0, source, tag="flag")
    for flag in FLAGS:
        draft.pump(flag, "FLAGS", "FLAGS_END", IDLE, source, tag="flag")


def zone_names(context: Context) -> str:
    """Chinese names of the zones, primary zones and other zones."""
    rows = [(z.zone, "secondary", z.name_zh) for z in context.zones.values()]
    rows += [(p.primary, "primary", p.name_zh) for p in load_primary_zones().values()]
    rows += [("rivers", "other", "河道"), ("interceptors", "other", "截污干管与污水厂")]
    return write.csv_text(("zone", "level", "name_zh"), rows)


def main() -> int:
    """Write, or compare."""
    files = build()
    if "--check" in sys.argv[1:]:
        changed = [n for n, text in files.items() if not (HERE / n).exists() or (HERE / n).read_text("utf-8") != text]
    else:
        changed = write.write_files(HERE, files)
    print("\n".join(changed) or "nothing has changed")
    return 1 if changed and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    sys.exit(main())
