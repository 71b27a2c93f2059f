"""What the parts of the building share: the draft, the tables, the rivers, and what has been built so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from geography import Parcel, Zone, load_zones, parcels

from building.draft import Draft, Point
from building.rivers import Rivers
from building.sizing import Storm
from building.tables import Row, Settings, TableError, keyed


@dataclass(frozen=True)
class Interception:
    """A node from which an opening leads to the interceptor."""

    node: str
    zone: str
    kind: str  # regulator | misconnected | sanitary | diverter
    flow: float  # m3/s that the opening is sized for


@dataclass(frozen=True)
class Overflow:
    """The weir of a regulator, which spills into the station's wet well."""

    zone: str
    node: str
    crest: float  # m above the invert
    width: float  # m


@dataclass
class Context:
    """The state of the building."""

    draft: Draft
    settings: Settings
    rivers: Rivers
    zones: dict[str, Zone] = field(default_factory=load_zones)
    parcels: dict[str, Parcel] = field(default_factory=lambda: with_parks(parcels()))
    drainage: dict[str, Row] = field(default_factory=lambda: keyed("drainage", "zone"))
    stations: dict[str, Row] = field(default_factory=lambda: keyed("pumping_stations", "station"))
    formulas: dict[str, Storm] = field(default_factory=lambda: storms())
    outlets: dict[str, str] = field(default_factory=dict)  # parcel -> node
    exits: dict[str, str] = field(default_factory=dict)  # zone -> node where its sewers end
    exit_crowns: dict[str, float] = field(default_factory=dict)  # zone -> m, crown of the sewer that ends there
    exit_flows: dict[str, float] = field(default_factory=dict)  # zone -> m3/s that its sewers bring
    wells: dict[str, str] = field(default_factory=dict)  # station -> wet well
    sites: dict[str, Point] = field(default_factory=dict)  # station -> place
    ditch_pumps: dict[str, list[str]] = field(default_factory=dict)  # node of a river -> pumps of ditches
    interceptions: list[Interception] = field(default_factory=list)
    overflows: list[Overflow] = field(default_factory=list)

    def of_zone(self, zone: str) -> list[Parcel]:
        """Parcels of a zone."""
        return [p for p in self.parcels.values() if p.zone == zone]

    def fields(self, zone: str) -> list[Parcel]:
        """What a ditch drains: all of a zone without sewers; of a town with fields these and their ponds."""
        parcels = self.of_zone(zone)
        if self.zones[zone].sewer == "none":
            return parcels
        if not any(p.land_use == "farmland" for p in parcels):
            return []
        return [p for p in parcels if p.land_use in ("farmland", "water")]

    def sewage(self, zone: str) -> float:
        """Mean dry-weather flow of a zone, m3/s: people spread over built ground, works, and infiltration on top."""
        s = self.settings
        people = s["people"] * self._built(zone) / sum(self._built(z) for z in self.zones)
        works = sum(p.area for p in self.of_zone(zone) if p.land_use == "industrial") / 1e4
        used = people * s["sewage_per_head"] + works * s["sewage_of_works"]
        return used * (1.0 + s["sewage_infiltration"]) / 86400.0

    def uncollected(self, zone: str) -> float:
        """Share of a zone's sewage that reaches no sewer before the measures."""
        place = self.zones[zone]
        kind = "gap" if place.gap else "village"
        return self.settings[f"{kind}_uncollected"] if place.sewer == "none" else 0.0

    def _built(self, zone: str) -> float:
        weights = {"residential_old": 1.0, "residential_new": 1.0, "commercial": 0.3, "industrial": 0.1}
        return sum(p.area * weights.get(p.land_use, 0.0) for p in self.of_zone(zone))

    def effective(self, parcel: Parcel) -> float:
        """Area, m2, times the runoff coefficient of a sewer's design."""
        if parcel.land_use == "water":
            return 0.0
        paved = parcel.impervious * parcel.connected
        return parcel.area * (paved * self.settings["runoff_paved"] + (1.0 - paved) * self.settings["runoff_green"])


def with_parks(found: dict[str, Parcel]) -> dict[str, Parcel]:
    """Parcels, with the plan's parks cut out of the green of their zones: ``ZONE_PARK_GR``."""
    found = dict(found)
    for park, row in keyed("parks", "park").items():
        green = found.get(f"{row.text('zone')}_GR")
        share = row.number("area_ha") * 1e4 / green.area if green else 1.0
        if green is None or share >= 1.0:
            raise TableError(f"parks.csv, line {row.line}: {row.text('zone')} has less green than {park}")
        name, area, x = f"{green.zone}_{park}_GR", round(share * green.area, 1), green.x + 200.0
        found[name] = replace(green, parcel=name, area=area, width=round(share * green.width, 1), x=x)
        rest = round(green.area - area, 1)
        found[green.parcel] = replace(green, area=rest, width=round((1.0 - share) * green.width, 1))
    return found


def storms() -> dict[str, Storm]:
    """The storm formulas by name."""
    return {name: Storm(*(row.number(c) for c in "ACbn")) for name, row in keyed("formulas", "formula").items()}
