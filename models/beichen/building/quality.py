"""Water quality of the parcels, the sewage, the rivers and the plants: what ``beichen-quality.inp`` has beside."""

from __future__ import annotations

from math import exp

from geography.tables import read

from building.context import Context
from building.draft import Draft
from building.tables import Row, keyed, read_table

DRY = 5.0  # days of the published build-up
RUNOFF = {"roof": 0.85, "asphalt": 0.85, "block": 0.55, "bare": 0.30, "green": 0.15, "water": 1.0}  # pub:S28, middle
STANDS_FOR = {"roof": "roof", "asphalt": "paved", "block": "paved", "bare": "paved", "green": "soft", "water": "water"}
MEAN = "calc: event means of surface_quality.csv, weighted by surface and runoff coefficient (pub:S28), less the rain"


def build_quality(context: Context) -> Draft:
    """The sections of pollutants, on a draft of their own."""
    draft, pollutants = Draft(), keyed("pollutants", "pollutant")
    _pollutants(draft, pollutants)
    _land_uses(draft, pollutants)
    for parcel in context.parcels.values():
        draft.add("COVERAGES", "calc: a parcel is of one land use", {}, name=parcel.parcel, land_use=parcel.land_use,
                  percent=100)  # fmt: skip
    _boundaries(context, draft, pollutants)
    _plants(draft, pollutants)
    return draft


def _pollutants(draft: Draft, pollutants: dict[str, Row]) -> None:
    none = "assumed: none; groundwater and infiltration into sewers are not modelled"
    for name, row in pollutants.items():
        own = {f"{key}_from": row.source(key) for key in ("rain", "initial")}
        own |= {"snow_only_from": "calc: no snow", "co_fraction_from": "calc: none"}
        own |= {"dry_weather_from": "calc: stands in [DWF]", "decay_from": "assumed: none within a storm"}
        draft.add(
            "POLLUTANTS", none, own, name=name, units="MG/L", rain=row.number("rain"), groundwater=0, rdii=0, decay=0,
            snow_only="NO", co_pollutant="*", co_fraction=0, dry_weather=0, initial=row.number("initial"),
        )  # fmt: skip


def event_mean(use: Row, pollutant: str) -> float:
    """Event mean concentration of a land use, mg/L: its surfaces' by area and runoff coefficient."""
    shares = next(row for row in read("parcels") if row["land_use"] == use.text("land_use"))
    surfaces, sums = keyed("surface_quality", "surface"), [0.0, 0.0]
    for surface, coefficient in RUNOFF.items():
        stands_for = STANDS_FOR[surface]
        like = surfaces["water" if stands_for == "water" else use.text(stands_for)]
        weight = float(shares[surface]) * coefficient
        sums[0] += weight * like.number(pollutant)
        sums[1] += weight
    return sums[0] / sums[1]


def _land_uses(draft: Draft, pollutants: dict[str, Row]) -> None:
    for use in read_table("land_use_quality"):
        name, swept = use.text("land_use"), use.source("sweep_days")
        draft.add("LANDUSES", swept, {}, name=name, sweep_days=use.number("sweep_days"),
                  sweep_share=use.number("sweep_share"), last_swept=0)  # fmt: skip
        for pollutant, row in pollutants.items():
            mean = max(event_mean(use, pollutant) - row.number("rain"), 0.0)
            if use.text("washoff") == "EXP":
                _washed_off(draft, use, pollutant, row, mean)
            else:
                draft.add("WASHOFF", MEAN, {"sweep_removal_from": swept, "bmp_from": "calc: none"}, name=name,
                          pollutant=pollutant, function="EMC", coefficient=round(mean, 3), power=0,
                          sweep_removal=0, bmp=0)  # fmt: skip


def _washed_off(draft: Draft, use: Row, pollutant: str, row: Row, mean: float) -> None:
    """kg/ha that give the event mean in an event's runoff after five dry days; 1 mg/L in 1 mm is 0.01 kg/ha."""
    name, rate = use.text("land_use"), 1.0 / use.number("days")
    most = 0.01 * mean * use.number("event_mm") / (1.0 - exp(-DRY * rate))
    draft.add("BUILDUP", use.source("event_mm"), {"rate_from": "assumed: nearly at its most after a week"}, name=name,
              pollutant=pollutant, function="EXP", most=round(most, 4), rate=rate, third=0, per="AREA")  # fmt: skip
    own = {"sweep_removal_from": row.source("sweep_removal"), "bmp_from": "calc: none"}
    draft.add("WASHOFF", row.source("washoff"), own, name=name, pollutant=pollutant, function="EXP",
              coefficient=row.number("washoff"), power=1,
              sweep_removal=100.0 * row.number("sweep_removal"), bmp=0)  # fmt: skip


def _boundaries(context: Context, draft: Draft, pollutants: dict[str, Row]) -> None:
    """Rivers bring in what they hold at the start; sewage has its own concentrations, thinned by what infiltrates."""
    thinned = 1.0 + context.settings["sewage_infiltration"]
    for flow in context.draft.rows["INFLOWS"]:
        for name, row in pollutants.items():
            draft.add("INFLOWS", row.source("initial"), {}, node=flow["node"], constituent=name, series='""',
                      kind="CONCEN", unit_factor=1.0, scale=1.0, baseline=row.number("initial"),
                      pattern="")  # fmt: skip
    for flow in context.draft.rows["DWF"]:
        for name, row in pollutants.items():
            draft.add("DWF", row.source("dry_weather"), {}, node=flow["node"], constituent=name,
                      average=round(row.number("dry_weather") / thinned, 3), pattern="")  # fmt: skip


def _plants(draft: Draft, pollutants: dict[str, Row]) -> None:
    """Effluent of a plant is not worse than its standard."""
    for plant in keyed("plants", "plant"):
        for name, row in pollutants.items():
            draft.add("TREATMENT", row.source("standard"), {}, node=f"EFF_{plant}", pollutant=name,
                      expression=_at_most(name, row.text("standard")))  # fmt: skip


def _at_most(pollutant: str, most: str) -> str:
    """A treatment that lets through what is below a standard."""
    return f"C = {pollutant} - ({pollutant} - {most}) * STEP({pollutant} - {most})"


def upgrade() -> str:
    """The measure that raises the standard of the effluent, as a file."""
    lines = [
        f'    "treatment[EFF_*/{name}].expression = {_at_most(name, row.text("upgraded"))}",'
        for name, row in keyed("pollutants", "pollutant").items()
    ]
    return "\n".join([
        'title = "Plants\' effluent to a higher standard"', 'title_zh = "污水厂尾水提标"',
        'plan = "加快推进污水厂尾水提标改造，提高尾水入河标准"',
        "serves = []", 'needs = ["treatment"]', "set = [", *lines, "]",
        'indicator = "node_outlet_load"', 'at = ["OUT_PLANT_*"]', 'direction = "less"',
        'source = "plan: higher standard; which one is assumed (tables/pollutants.csv)"',
        'notes = "In beichen-quality.inp alone. Built by build.py from tables/pollutants.csv."', "",
    ])  # fmt: skip
