"""Rivers as channels: nodes at the vertices of their lines, reaches between, gates, mouths and boundaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from geography import rivers as lines_of_rivers

from building.draft import Draft, Point
from building.place import distance, nearest
from building.tables import Row, Settings, keyed, read_table

ZONE = "rivers"
IDLE = "IDLE"  # the curve of flags: pumps that move nothing


@dataclass
class RiverNode:
    """A point of a river; levels m in the model's datum."""

    name: str
    at: Point
    bed: float
    crest: float
    level: float
    dykes: str


@dataclass
class Rivers:
    """What the rest of the model joins on to."""

    nodes: dict[str, RiverNode] = field(default_factory=dict)
    along: dict[str, list[str]] = field(default_factory=dict)  # river -> nodes downstream
    mouths: dict[str, str] = field(default_factory=dict)  # river -> forebay of its mouth
    targets: dict[str, str] = field(default_factory=dict)  # river -> node that its mouth leads to

    def nearest(self, river: str, at: Point) -> RiverNode:
        """The nearest node of a river that water can be sent to: not its head nor its mouth."""
        names = [n for n in self.along[river][1:-1] if n in self.nodes]
        return self.nodes[nearest(at, names, {n: self.nodes[n].at for n in names})]


class RiverBuilder:
    """Builds the rivers into a draft."""

    def __init__(self, draft: Draft, settings: Settings) -> None:
        self.draft, self.settings, self.net = draft, settings, Rivers()
        self.sections = keyed("river_sections", "river")
        self.datums = keyed("datums", "datum")
        self.ends: dict[tuple[str, str], Row] = {}
        for row in read_table("river_ends"):
            kind = row.text("kind")
            self.ends[(row.text("river"), "head" if kind == "head" else row.text("end"))] = row
        self.shared: dict[tuple[float, float], str] = {}
        self.flow: dict[str, float] = {}

    def build(self) -> Rivers:
        """Everything."""
        for river in self.sections:
            self._nodes(river)
        for river in self.sections:
            self._reaches(river)
        self._reservoir()
        for row in read_table("gates"):
            self._gate(row)
        return self.net

    def _level(self, row: Row, column: str) -> float:
        return row.number(column) + self.datums[row.text("datum")].number("offset_m")

    def _nodes(self, river: str) -> None:
        """Nodes at all vertices; a vertex that two rivers share is the first one's, but behind a gate."""
        line = lines_of_rivers()[river]
        corners = [(float(x), float(y)) for x, y in line.shape.coords]
        lengths = [0.0]
        for a, b in pairwise(corners):
            lengths.append(lengths[-1] + distance(a, b))
        self.net.along[river] = []
        for i, (lonlat, at) in enumerate(zip(line.lonlat, corners)):
            ends_here = i == len(corners) - 1 and self._end(river, "down") in ("fixed", "tidal", "mouth")
            own = (i == 0 and self._is_head(river)) or ends_here
            if lonlat in self.shared and not own:
                self.net.along[river].append(self.shared[lonlat])
                continue
            name = f"{river}_{i + 1:02d}"
            self._node(river, name, at, lengths[i] / lengths[-1], i == len(corners) - 1)
            self.net.along[river].append(name)
            if not own:
                self.shared[lonlat] = name
        if river == "BYH":
            self._split(river, "YDH_09")

    def _split(self, river: str, hub: str) -> None:
        """A gate in the middle of a river: what follows the hub starts from a node of its own."""
        along = self.net.along[river]
        i = along.index(hub)
        at, below = self.net.nodes[hub].at, self.net.nodes[along[i + 1]]
        name = f"{river}_{i + 1:02d}"
        source = self.sections[river].source()
        self._junction(name, (at[0] + 60.0, at[1] - 120.0), below.bed + 0.2, below.crest + 1.0, below.level, "first",
                       source, source)  # fmt: skip
        along.insert(i + 1, name)

    def _is_head(self, river: str) -> bool:
        return (river, "head") in self.ends and self.ends[(river, "head")].text("end") == "up"

    def _end(self, river: str, end: str) -> str:
        row = self.ends.get((river, end))
        return row.text("kind") if row else ""

    def _node(self, river: str, name: str, at: Point, share: float, last: bool) -> None:
        row = self.sections[river]

        def level(what: str) -> float:
            up, down = self._level(row, f"{what}_up_m"), self._level(row, f"{what}_down_m")
            return round(up + share * (down - up), 2)

        bed, crest, water = level("bed"), level("crest"), level("level")
        kind = self._end(river, "down") if last else ""
        source, crest_source = row.source(), row.source("crest_up_m")
        if kind in ("fixed", "tidal"):
            self._outfall(name, at, bed, kind, self.ends[(river, "down")])
        elif kind == "mouth":
            self._forebay(river, name, at, bed, crest, water)
        else:
            self._junction(name, at, bed, crest, water, row.text("dykes"), source, crest_source)

    def _junction(self, name: str, at: Point, bed: float, crest: float, level: float, dykes: str, source: str,
                  crest_source: str) -> None:  # fmt: skip
        self.draft.junction(name, ZONE, at, bed, round(crest - bed, 2), source, initial_depth=round(level - bed, 2),
                            tag=f"dyke_{dykes}", max_depth_from=crest_source)  # fmt: skip
        self.net.nodes[name] = RiverNode(name, at, bed, crest, level, dykes)

    def _outfall(self, name: str, at: Point, bed: float, kind: str, end: Row) -> None:
        stage: object = round(end.number("stage_m"), 2)
        if kind == "tidal":
            mean = end.number("stage_m")
            points = [(r.number("hour"), round(mean + r.number("level_m"), 3)) for r in read_table("tide")]
            self.draft.curves["TIDE"] = ("TIDAL", points)
            self.draft.note("CURVES", "points", read_table("tide")[0].source(), len(points))
            stage = "TIDE"
        self.draft.outfall(name, ZONE, at, bed, self.sections[name[:-3]].source(), kind=kind.upper(), stage=stage,
                           tag="boundary", stage_from=end.source())  # fmt: skip

    def _forebay(self, river: str, name: str, at: Point, bed: float, crest: float, level: float) -> None:
        depth, area = self.settings["mouth_forebay_depth"], self.settings["mouth_forebay_area"]
        floor = round(level - depth, 2)
        source = self.settings.source("mouth_forebay_depth")
        self.draft.storage(name, ZONE, at, floor, round(crest - floor, 2), area, source, initial_depth=depth,
                           tag="mouth", area_from=self.settings.source("mouth_forebay_area"),
                           max_depth_from=self.sections[river].source())  # fmt: skip
        self.net.nodes[name] = RiverNode(name, at, bed, crest, level, "second")
        self.net.mouths[river] = name
        self.net.targets[river] = self.ends[(river, "down")].text("target")

    def _reaches(self, river: str) -> None:
        along, row = self.net.along[river], self.sections[river]
        up = self.ends.get((river, "up"))
        flow = 0.0
        if up and up.text("kind") == "inflow":
            flow = up.number("inflow")
            self.draft.add("INFLOWS", up.source(), {}, node=along[0], constituent="FLOW", series='""', kind="FLOW",
                           unit_factor=1.0, scale=1.0, baseline=flow, pattern="")  # fmt: skip
        flap_last = self._end(river, "down") == "open" and river == "WEIH"
        for i, (a, b) in enumerate(pairwise(along)):
            if a == "YDH_09" and b == "BYH_08":
                continue  # the gate stands there
            self._reach(river, i + 1, a, b, row, flap_last and i == len(along) - 2)

    def _reach(self, river: str, number: int, a: str, b: str, row: Row, flap: bool) -> None:
        """A reach; its bed lies where its river has it, or on the bed of a deeper river that it joins."""
        draft, nodes = self.draft, self.net.nodes
        bed_a, bed_b = draft.inverts[a], draft.inverts[b]
        own_b = self._own_bed(row, a, b, bed_a)
        offset = round(max(own_b - bed_b, 0.0), 2)
        depth = round(self._depth(a, b, offset), 2)
        section = ("TRAPEZOIDAL", depth, row.number("bottom_m"), row.number("side"), row.number("side"))
        start, end = draft.points[a], draft.points[b]
        dykes = nodes[a].dykes if a in nodes else "first"
        draft.conduit(f"{river}_R{number:02d}", a, b, distance(start, end), row.number("roughness"), section,
                      row.source(), offset_down=offset, flap=flap, tag=f"dyke_{dykes}",
                      length_from="calc: along the line of river_points.csv (assumed)",
                      offset_down_from="calc: bed of the river joined")  # fmt: skip

    def _own_bed(self, row: Row, a: str, b: str, bed_a: float) -> float:
        if b.startswith(row.text("river")) or b in self.net.mouths.values():
            return self.net.nodes[b].bed if b in self.net.nodes else self.draft.inverts[b]
        return self._level(row, "bed_down_m")

    def _depth(self, a: str, b: str, offset: float) -> float:
        """Depth of the section: up to the lower of both crests, so that no node is raised above its dyke."""
        nodes = self.net.nodes
        depths = [nodes[a].crest - self.draft.inverts[a]] if a in nodes else []
        if b in nodes:
            depths.append(nodes[b].crest - self.draft.inverts[b] - offset)
        return min(depths)

    def _reservoir(self) -> None:
        s, shape = self.settings, lines_of_rivers()["YJSK"].shape
        at = (float(shape.centroid.x), float(shape.centroid.y))
        bed, level = s["reservoir_bed"], s["reservoir_level"]
        self.draft.storage("YJSK", ZONE, at, bed, round(s["reservoir_crest"] - bed, 2), shape.area,
                           s.source("reservoir_bed"), initial_depth=round(level - bed, 2), evaporation=1.0,
                           tag="reservoir", area_from="calc: polygon of river_points.csv (assumed)")  # fmt: skip
        self.net.nodes["YJSK"] = RiverNode("YJSK", at, bed, s["reservoir_crest"], level, "second")

    def _gate(self, row: Row) -> None:
        draft, gate, up, down = self.draft, row.text("gate"), row.text("up"), row.text("down")
        offset = round(row.number("sill_m") - draft.inverts[up], 2)
        flag = row.text("kind") in ("flag", "circulation")
        draft.orifice(gate, up, down, ("RECT_CLOSED", row.number("height_m"), row.number("width_m")), row.source(),
                      offset=offset, tag=row.text("tag"))  # fmt: skip
        draft.role(gate, gate, "gate")
        draft.stations.append((gate, "gate", row.text("name_zh"), up, ZONE))
        if flag:
            dry = [f"NODE {down} HEAD < {self.net.nodes[down].level + 0.15:.2f}"]
            premises = [f"PUMP {row.text('control')} STATUS = ON", *(dry if row.text("kind") == "circulation" else [])]
            draft.rule(f"{gate}_FLAG", premises, [f"ORIFICE {gate} SETTING = 1"], 1, f"ORIFICE {gate} SETTING = 0")
            draft.note("CONTROLS", "setting", row.source())
            return
        points = [(float(x), float(y)) for x, y in (pair.split(":") for pair in row.text("control").split())]
        draft.curves[f"C_{gate}"] = ("CONTROL", points)
        draft.note("CURVES", "points", row.source(), len(points))
        draft.rule(f"{gate}_LEVEL", [f"NODE {up} HEAD > -9"], [f"ORIFICE {gate} SETTING = CURVE C_{gate}"], 1)
