"""A model in the making: rows of the .inp, the zone of each element, and the source of each value."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

Point = tuple[float, float]
NODE_SECTIONS = ("JUNCTIONS", "OUTFALLS", "STORAGE")
LINK_SECTIONS = ("CONDUITS", "PUMPS", "ORIFICES", "WEIRS")
COLUMNS = {  # section -> columns as EPA SWMM 5.2 reads them
    "RAINGAGES": ("name", "form", "interval", "catch", "kind", "series"),
    "SUBCATCHMENTS": ("name", "gage", "outlet", "area", "impervious", "width", "slope", "curb"),
    "SUBAREAS": ("name", "n_impervious", "n_pervious", "storage_impervious", "storage_pervious", "zero", "route_to",
                 "routed"),
    "INFILTRATION": ("name", "suction", "conductivity", "deficit"),
    "JUNCTIONS": ("name", "invert", "max_depth", "initial_depth", "surcharge", "ponded_area"),
    "OUTFALLS": ("name", "invert", "kind", "stage", "gated"),
    "STORAGE": ("name", "invert", "max_depth", "initial_depth", "shape", "coefficient", "exponent", "area",
                "surcharge", "evaporation"),
    "CONDUITS": ("name", "up", "down", "length", "roughness", "offset_up", "offset_down", "initial_flow", "max_flow"),
    "PUMPS": ("name", "up", "down", "curve", "status", "start_depth", "stop_depth"),
    "ORIFICES": ("name", "up", "down", "kind", "offset", "coefficient", "gated", "close_time"),
    "WEIRS": ("name", "up", "down", "kind", "crest", "coefficient", "gated", "contractions", "end_coefficient",
              "surcharges"),
    "XSECTIONS": ("name", "shape", "geom1", "geom2", "geom3", "geom4", "barrels"),
    "LOSSES": ("name", "inlet", "outlet", "average", "flap"),
    "INFLOWS": ("node", "constituent", "series", "kind", "unit_factor", "scale", "baseline", "pattern"),
    "DWF": ("node", "constituent", "average", "pattern"),
    "LID_USAGE": ("name", "control", "number", "unit_area", "unit_width", "initial_saturation", "from_impervious",
                  "to_pervious", "report", "drain_to", "from_pervious"),
    "POLLUTANTS": ("name", "units", "rain", "groundwater", "rdii", "decay", "snow_only", "co_pollutant", "co_fraction",
                   "dry_weather", "initial"),
    "LANDUSES": ("name", "sweep_days", "sweep_share", "last_swept"),
    "COVERAGES": ("name", "land_use", "percent"),
    "BUILDUP": ("name", "pollutant", "function", "most", "rate", "third", "per"),
    "WASHOFF": ("name", "pollutant", "function", "coefficient", "power", "sweep_removal", "bmp"),
    "TREATMENT": ("node", "pollutant", "expression"),
}  # fmt: skip
UNSOURCED = {  # what links things together or says how the file is read: no value that someone measures or assumes
    "name", "gage", "outlet", "up", "down", "node", "series", "curve", "constituent", "kind", "form", "catch", "curb",
    "barrels", "unit_factor", "scale", "shape", "geom4", "route_to", "pattern", "zero_flow", "surcharges",
    "end_coefficient", "contractions", "exponent", "control", "report", "drain_to", "units", "co_pollutant", "land_use",
    "pollutant", "function", "third", "per",
}  # fmt: skip


PLACED = "calc: between the places of zones and rivers (assumed)"


@dataclass
class Draft:
    """Everything that the built files hold."""

    rows: dict[str, list[dict[str, object]]] = field(default_factory=lambda: defaultdict(list))
    zone: dict[tuple[str, str], str] = field(default_factory=dict)  # (kind, name) -> secondary or other zone
    tags: dict[tuple[str, str], str] = field(default_factory=dict)
    points: dict[str, Point] = field(default_factory=dict)  # node -> m
    vertices: dict[str, list[Point]] = field(default_factory=dict)
    polygons: dict[str, list[Point]] = field(default_factory=dict)
    symbols: dict[str, Point] = field(default_factory=dict)
    curves: dict[str, tuple[str, list[Point]]] = field(default_factory=dict)
    series: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    patterns: dict[str, tuple[str, list[float]]] = field(default_factory=dict)
    lids: dict[str, str] = field(default_factory=dict)  # LID control -> facility
    rules: list[str] = field(default_factory=list)
    roles: list[tuple[str, str, str]] = field(default_factory=list)  # station, link, role
    stations: list[tuple[str, str, str, str, str]] = field(default_factory=list)  # station, kind, name_zh, node, zone
    sources: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # (section, attribute, source)
    inverts: dict[str, float] = field(default_factory=dict)
    depths: dict[str, float] = field(default_factory=dict)

    def add(self, section: str, source: str, sources: Mapping[str, str], **values: object) -> None:
        """A row of a section; ``sources`` has ``X_from`` for those attributes X that do not come from ``source``."""
        row = {column: values.pop(column) for column in COLUMNS[section]}
        own = {name.removesuffix("_from"): text for name, text in sources.items()}
        unknown = set(values) | (set(own) - set(row))
        if unknown:
            raise KeyError(f"{section} has no {', '.join(sorted(unknown))}")
        self.rows[section].append(row)
        for column in row:
            if column not in UNSOURCED:
                self.note(section, column, own.get(column, source))

    def note(self, section: str, attribute: str, source: str, count: int = 1) -> None:
        """Count where a value comes from."""
        self.sources[(section, attribute, source)] += count

    def node(self, name: str, zone: str, at: Point, tag: str = "") -> None:
        """What all nodes have."""
        if name in self.points:
            raise KeyError(f"node {name} stands there twice")
        self.points[name] = at
        self.zone[("node", name)] = zone
        self.note("COORDINATES", "x_y", PLACED)
        if tag:
            self.tags[("Node", name)] = tag

    def junction(self, name: str, zone: str, at: Point, invert: float, max_depth: float, source: str, *,
                 initial_depth: float = 0.0, surcharge: float = 0.0, ponded_area: float = 0.0, tag: str = "",
                 **sources: str) -> str:  # fmt: skip
        """A manhole, or a point of a channel; ``surcharge`` m of head that a closed cover holds."""
        self.node(name, zone, at, tag)
        self.inverts[name], self.depths[name] = invert, max_depth
        self.add("JUNCTIONS", source, sources, name=name, invert=invert, max_depth=max_depth,
                 initial_depth=initial_depth, surcharge=surcharge, ponded_area=round(ponded_area))  # fmt: skip
        return name

    def storage(self, name: str, zone: str, at: Point, invert: float, max_depth: float, area: float, source: str, *,
                initial_depth: float = 0.0, surcharge: float = 0.0, evaporation: float = 0.0, tag: str = "",
                **sources: str) -> str:  # fmt: skip
        """A wet well, tank or basin with upright walls; area m2. A cover bears ``surcharge`` m above ``max_depth``."""
        self.node(name, zone, at, tag)
        self.inverts[name], self.depths[name] = invert, max_depth
        self.add("STORAGE", source, sources, name=name, invert=invert, max_depth=max_depth,
                 initial_depth=initial_depth, shape="FUNCTIONAL", coefficient=0, exponent=0, area=round(area),
                 surcharge=surcharge, evaporation=evaporation)  # fmt: skip
        return name

    def outfall(self, name: str, zone: str, at: Point, invert: float, source: str, *, kind: str = "FREE",
                stage: object = "", gated: bool = False, tag: str = "", **sources: str) -> str:  # fmt: skip
        """Where water leaves; the stage is a level, or the name of a curve."""
        self.node(name, zone, at, tag)
        self.inverts[name], self.depths[name] = invert, 0.0
        self.add("OUTFALLS", source, sources, name=name, invert=invert, kind=kind, stage=stage,
                 gated=yes(gated))  # fmt: skip
        return name

    def conduit(self, name: str, up: str, down: str, length: float, roughness: float,
                section: tuple[object, ...], source: str, *, offset_up: float = 0.0, offset_down: float = 0.0,
                initial_flow: float = 0.0, max_flow: float = 0.0, losses: tuple[float, float] = (0.0, 0.0),
                flap: bool = False, tag: str = "", vertices: list[Point] | None = None,
                **sources: str) -> str:  # fmt: skip
        """A sewer, ditch or reach; ``section`` = (shape, Geom1, Geom2, ...)."""
        section_from, losses_from = sources.pop("section_from", source), sources.pop("losses_from", source)
        geometry = {k: sources.pop(k) for k in list(sources) if k.startswith("geom")}
        self.add("CONDUITS", source, sources, name=name, up=up, down=down, length=round(length, 1), roughness=roughness,
                 offset_up=offset_up, offset_down=offset_down, initial_flow=initial_flow,
                 max_flow=max_flow)  # fmt: skip
        self._section(name, section, section_from, geometry)
        if any(losses) or flap:
            self.add("LOSSES", losses_from, {}, name=name, inlet=losses[0], outlet=losses[1],
                     average=0, flap=yes(flap))  # fmt: skip
        self._link(name, tag)
        if vertices:
            self.vertices[name] = vertices
        return name

    def pump(self, name: str, up: str, down: str, curve: str, source: str, *, on: bool = False,
             start_depth: float = 0.0, stop_depth: float = 0.0, tag: str = "", **sources: str) -> str:  # fmt: skip
        """A pump that its floats switch, or an idle one that is a flag."""
        self.add("PUMPS", source, sources, name=name, up=up, down=down, curve=curve, status="ON" if on else "OFF",
                 start_depth=start_depth, stop_depth=stop_depth)  # fmt: skip
        self._link(name, tag)
        return name

    def orifice(self, name: str, up: str, down: str, section: tuple[object, ...], source: str, *, kind: str = "SIDE",
                offset: float = 0.0, coefficient: float = 0.65, gated: bool = False, close_time: float = 0.0,
                tag: str = "", **sources: str) -> str:  # fmt: skip
        """A gate or an opening; ``section`` = (RECT_CLOSED, height, width) or (CIRCULAR, diameter)."""
        section_from = sources.pop("section_from", source)
        self.add("ORIFICES", source, sources, name=name, up=up, down=down, kind=kind, offset=offset,
                 coefficient=coefficient, gated=yes(gated), close_time=close_time)  # fmt: skip
        self._section(name, section, section_from, {})
        self._link(name, tag)
        return name

    def weir(self, name: str, up: str, down: str, crest: float, height: float, width: float, source: str, *,
             coefficient: float = 1.7, gated: bool = True, tag: str = "", **sources: str) -> str:  # fmt: skip
        """A transverse weir."""
        section_from = sources.pop("section_from", source)
        self.add("WEIRS", source, sources, name=name, up=up, down=down, kind="TRANSVERSE", crest=crest,
                 coefficient=coefficient, gated=yes(gated), contractions=0, end_coefficient=0,
                 surcharges="YES")  # fmt: skip
        self._section(name, ("RECT_OPEN", height, width), section_from, {})
        self._link(name, tag)
        return name

    def role(self, station: str, link: str, role: str) -> None:
        """What a link does for a station."""
        self.roles.append((station, link, role))

    def rule(self, name: str, premises: list[str], actions: list[str], priority: int, otherwise: str = "") -> None:
        """A control rule; premises joined by AND."""
        lines = [f"RULE {name}", f"IF {premises[0]}", *(f"AND {p}" for p in premises[1:])]
        lines += [f"THEN {actions[0]}", *(f"AND {a}" for a in actions[1:])]
        lines += [f"ELSE {otherwise}"] if otherwise else []
        self.rules.append("\n".join([*lines, f"PRIORITY {priority}"]))

    def _section(self, name: str, section: tuple[object, ...], source: str, own: Mapping[str, str]) -> None:
        shape, *numbers = section
        numbers = (numbers + [0, 0, 0, 0])[:4]
        self.add("XSECTIONS", source, own, name=name, shape=shape, geom1=numbers[0], geom2=numbers[1],
                 geom3=numbers[2], geom4=numbers[3], barrels=1)  # fmt: skip

    def _link(self, name: str, tag: str) -> None:
        if ("link", name) in self.zone:
            raise KeyError(f"link {name} stands there twice")
        self.zone[("link", name)] = ""
        if tag:
            self.tags[("Link", name)] = tag


def yes(flag: bool) -> str:
    """YES or NO."""
    return "YES" if flag else "NO"
