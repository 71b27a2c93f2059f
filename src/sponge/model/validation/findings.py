# SPDX-License-Identifier: Apache-2.0
"""Where the checks put what they find."""

from __future__ import annotations

from dataclasses import dataclass, field

from sponge.base.did_you_mean import Hints
from sponge.base.errors import Problem
from sponge.model.elements import Element
from sponge.model.kinds import KINDS
from sponge.model.model import Model

SECTIONS = {
    **{kind.table: kind.section for kind in KINDS}, "gages": "RAINGAGES", "subcatchments": "SUBCATCHMENTS",
    "transects": "TRANSECTS", "streets": "STREETS", "inlets": "INLETS",
    "curves": "CURVES", "series": "TIMESERIES", "patterns": "PATTERNS", "inflows": "INFLOWS", "dry_weather": "DWF",
    "inlet_uses": "INLET_USAGE", "lid_controls": "LID_CONTROLS", "lid_uses": "LID_USAGE", "aquifers": "AQUIFERS",
    "groundwater": "GROUNDWATER", "snow_packs": "SNOWPACKS", "groundwater_expressions": "GWF",
    "hydrographs": "HYDROGRAPHS", "rdii": "RDII",
    "pollutants": "POLLUTANTS", "land_uses": "LANDUSES", "buildups": "BUILDUP",
    "washoffs": "WASHOFF", "coverages": "COVERAGES", "loadings": "LOADINGS", "treatments": "TREATMENT",
    "pollutant_inflows": "INFLOWS", "pollutant_dry_weather": "DWF", "evaporation": "EVAPORATION",
    "temperature": "TEMPERATURE",
}  # fmt: skip
NOUNS = {
    **{kind.table: kind.name for kind in KINDS}, "series": "time series", "buildups": "build-up",
    "washoffs": "wash-off", "lid_controls": "LID control",
    "lid_uses": "LID use",
}  # fmt: skip


@dataclass
class Findings:
    """Problems of one model, each with its file, line and section."""

    model: Model
    problems: list[Problem] = field(default_factory=list)
    hint: Hints = field(default_factory=Hints)

    def bad(self, message: str, section: str = "", line: int = 0, hint: str = "") -> None:
        """A fatal problem."""
        self.problems.append(Problem(message, str(self.model.path or ""), self._line(section, line), section, hint))

    def warn(self, message: str, section: str = "", line: int = 0, hint: str = "") -> None:
        """A warning."""
        where = self._line(section, line)
        self.problems.append(Problem(message, str(self.model.path or ""), where, section, hint, fatal=False))

    def _line(self, section: str, line: int) -> int:
        """A line, or the first of the section where that is all that is known."""
        return line or self.model.section_lines.get(section, 0)

    def bad_element(self, table: str, element: Element, message: str, hint: str = "") -> None:
        """A fatal problem of one element."""
        self.bad(f"{noun(table)} {element.name!r}: {message}", SECTIONS[table], element.line, hint)

    def warn_element(self, table: str, element: Element, message: str, hint: str = "") -> None:
        """A warning about one element."""
        self.warn(f"{noun(table)} {element.name!r}: {message}", SECTIONS[table], element.line, hint)

    @property
    def failed(self) -> bool:
        """Whether anything fatal was found."""
        return any(problem.fatal for problem in self.problems)


def noun(table: str) -> str:
    """The singular of a table's name."""
    return NOUNS.get(table, table.removesuffix("s").replace("_", " "))


def table_of(model: Model, name: str, tables: tuple[str, ...]) -> str:
    """Which of these tables holds a name; the empty string where none does."""
    return next((table for table in tables if name in getattr(model, table)), "")
