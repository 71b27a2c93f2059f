"""LID facilities on the parcels, without units until a measure gives them a share of the ground; and these measures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from geography import Parcel

from building.context import Context
from building.tables import Row, TableError, keyed, read_table
from sponge.io.lid_presets import Design, design_of, find_preset, inp_rows

SHORT = {"residential_old": "RO", "residential_new": "RN", "commercial": "CO", "industrial": "IN", "road": "RD",
         "green": "GR", "farmland": "FA", "water": "WA"}  # fmt: skip
CLOSED = "assumed: none until the measure gives it a share"
ANYWHERE = ("lead", "others", "sewered")  # zones of a programme that names none


@dataclass(frozen=True)
class Use:
    """A row of ``lid_usage.csv`` on one parcel."""

    parcel: Parcel
    programme: Row
    row: Row

    @property
    def control(self) -> str:
        """Name of the LID control: programme and facility, so that a measure finds its own."""
        return f"{self.programme.text('short')}_{self.row.text('facility')}"


@cache
def facilities() -> dict[str, tuple[str, dict[str, Row]]]:
    """facility -> (preset, rows by the parameter that they change)."""
    found: dict[str, tuple[str, dict[str, Row]]] = {}
    for row in read_table("lid_facilities"):
        preset, changed = found.setdefault(row.text("facility"), (row.text("preset"), {}))
        if preset != row.text("preset"):
            raise TableError(f"lid_facilities.csv, line {row.line}: {row.text('facility')} has another preset above")
        if row.text("parameter"):
            changed[row.text("parameter")] = row
    return found


def design(control: str, facility: str, pollutants: tuple[str, ...] = ()) -> Design:
    """The design of a facility, under the name of a control."""
    preset, changed = facilities()[facility]
    changes = {key: f"{row.text('value')} {row.text('unit')}" for key, row in changed.items()}
    return design_of(find_preset(preset), changes, name=control, pollutants=pollutants)


def uses(context: Context) -> list[Use]:
    """All uses, parcel by parcel; a programme that names a zone has its facilities there before the others."""
    programmes, taken = keyed("lid_programmes", "programme"), _named(context)
    rows, found = read_table("lid_usage"), []
    for parcel in context.parcels.values():
        for row in rows:
            programme = programmes[row.text("programme")]
            if row.text("land_use") != parcel.land_use or not _lies_in(context, parcel, programme):
                continue
            elsewhere = taken.get((parcel.zone, parcel.land_use, row.text("facility")), row.text("programme"))
            if elsewhere == row.text("programme") and not _has_opening(context, parcel, row):
                found.append(Use(parcel, programme, row))
    return found


def _lies_in(context: Context, parcel: Parcel, programme: Row) -> bool:
    zone, zones = context.zones[parcel.zone], programme.text("zones")
    if zones not in ANYWHERE:
        return zone.zone in zones.split()
    fits = {"sewered": True, "lead": bool(zone.lead_area), "others": not zone.lead_area}
    return zone.sewer != "none" and fits[zones]


def _named(context: Context) -> dict[tuple[str, str, str], str]:
    """(zone, land use, facility) -> the programme that names the zone."""
    programmes = keyed("lid_programmes", "programme")
    found = {}
    for row in read_table("lid_usage"):
        zones = programmes[row.text("programme")].text("zones")
        for zone in zones.split() if zones not in ANYWHERE else ():
            if zone not in context.zones:
                raise TableError(f"lid_programmes.csv: there is no zone {zone!r}")
            found[zone, row.text("land_use"), row.text("facility")] = row.text("programme")
    return found


def _has_opening(context: Context, parcel: Parcel, row: Row) -> bool:
    """Whether an opening of ``diverters.csv`` takes the first flush of a parcel already."""
    sites = {(r.text("zone"), r.text("land_use")) for r in read_table("diverters")}
    return row.text("facility") == "diverter" and (parcel.zone, parcel.land_use) in sites


def build_lids(context: Context) -> None:
    """Rows of [LID_USAGE], and the controls that they need."""
    for use in uses(context):
        _place(context, use)
        context.draft.lids.setdefault(use.control, use.row.text("facility"))
    for control, facility in context.draft.lids.items():
        _note_design(context, control, facility)


def _place(context: Context, use: Use) -> None:
    row, source = use.row, use.row.source()
    drain = context.drainage[use.parcel.zone].text("interceptor") if row.text("drain_to") == "interceptor" else "*"
    context.draft.add(
        "LID_USAGE", source, {"number_from": CLOSED, "unit_area_from": row.source("unit_area"),
                              "unit_width_from": row.source("unit_area")},
        name=use.parcel.parcel, control=use.control, number=0, unit_area=row.number("unit_area"),
        unit_width=row.number("unit_width"), initial_saturation=100.0 * row.number("initial_saturation"),
        from_impervious=100.0 * row.number("from_impervious"), to_pervious=int(row.flag("to_pervious")),
        report="*", drain_to=drain, from_pervious=100.0 * row.number("from_pervious"),
    )  # fmt: skip


def _note_design(context: Context, control: str, facility: str) -> None:
    """Sources of the layers: those of the preset, or of the table that changes it."""
    _, changed = facilities()[facility]
    for layer, parameters in design(control, facility).preset.layers.items():
        for key, parameter in parameters.items():
            row = changed.get(f"{layer}.{key}")
            context.draft.note("LID_CONTROLS", f"{layer}.{key}", row.source() if row else _of_preset(parameter.source))


def _of_preset(source: str) -> str:
    """A preset's source, with where it stands."""
    return f"{source}{',' if ':' in source else ':'} as the preset of sponge lid"


def control_rows(controls: dict[str, str], pollutants: tuple[str, ...] = ()) -> list[str]:
    """Lines of [LID_CONTROLS]; with the removal of pollutants where a model has them."""
    lines = []
    for control, facility in controls.items():
        removed = tuple(p for p in pollutants if p in design(control, facility).preset.removal)
        lines += inp_rows(design(control, facility, removed).control)
    return lines


# --- measures ---------------------------------------------------------------------------------------------------------


def measures(context: Context) -> dict[str, str]:
    """A file a programme: it gives each of its facilities a share of the parcels."""
    placed = uses(context)
    return {
        f"measures/{name}.toml": _measure(name, programme, [u for u in placed if u.programme is programme])
        for name, programme in {u.programme.text("programme"): u.programme for u in placed}.items()
    }


def _measure(name: str, programme: Row, placed: list[Use]) -> str:
    zones = list(dict.fromkeys(use.parcel.zone for use in placed))
    rows = [row for _, row in sorted({use.row.line: use.row for use in placed}.items())]
    short = programme.text("short")
    lines = [f'    "lid_use[*_{SHORT[r.text("land_use")]}/{short}_{r.text("facility")}].share = {r.text("share")}",'
             for r in rows]  # fmt: skip
    notes = [programme.text("notes"), "Built by build.py from tables/lid_programmes.csv and tables/lid_usage.csv."]
    return "\n".join([
        f'title = "{programme.text("title")}"', f'title_zh = "{programme.text("title_zh")}"',
        f'plan = "{programme.text("plan")}"', "serves = [" + ", ".join(f'"{z}"' for z in zones) + "]",
        "set = [", *lines, "]", 'indicator = "zone_event_capture"', 'direction = "more"',
        f'source = "{programme.source()}"', f'notes = "{" ".join(n for n in notes if n)}"', "",
    ])  # fmt: skip
