"""[POLLUTANTS], [LANDUSES], [BUILDUP], [WASHOFF], [COVERAGES], [LOADINGS], [TREATMENT], and the rows of pollutants in
[INFLOWS] and [DWF]."""

from __future__ import annotations

from sponge.base.units import MASS_UNITS, Units
from sponge.io.inp.context import Context
from sponge.io.inp.keywords import match
from sponge.io.inp.numbers import SECONDS_PER_DAY
from sponge.io.inp.row import Row
from sponge.model import quality as ql

UNITS = tuple(ql.CONCENTRATIONS)
PER = ("AREA", "CURB")


def unit_of(context: Context, pollutant: str) -> str:
    """The unit of a pollutant's concentrations, MG/L where its row does not say so."""
    known = context.table("pollutant_units")
    if not known:
        for line in context.lines("POLLUTANTS"):
            unit = match(line.tokens[1], UNITS) if len(line.tokens) > 1 else None
            known.setdefault(line.tokens[0].upper(), unit or UNITS[0])
    return known.get(pollutant.upper(), UNITS[0])


def concentration(context: Context, pollutant: str) -> float:
    """What makes a concentration in the file kg/m3."""
    return ql.CONCENTRATIONS[unit_of(context, pollutant)]


def buildup_mass(units: Units, unit: str) -> float:
    """What makes a mass that builds up in the file kg: lb or kg, counts as they are."""
    return 1.0 if unit == "#/L" else units.mass


def read_pollutant(row: Row) -> None:
    """Name Units Rain GW RDII Decay (SnowOnly CoPollutant CoFraction DWF Initial)."""
    row.need(6, "Name Units Rain GW RDII Decay (SnowOnly CoPollutant CoFraction DWF Initial)")
    unit = row.word(1, UNITS, "unit of concentration")
    factor, other, fraction = ql.CONCENTRATIONS[unit], "", 0.0
    if len(row) > 8 and row.item(7) != "*":
        other = row.ref(7, "pollutant")
        fraction = row.number(8, "co-pollutant fraction", low=0.0)
        fraction *= MASS_UNITS[unit] / MASS_UNITS[unit_of(row.context, other)]
    rain, groundwater, rdii = (row.number(i, "concentration", low=0.0) * factor for i in (2, 3, 4))
    found = ql.Pollutant(
        row.name, unit, rain, groundwater, rdii, row.number(5, "decay") / SECONDS_PER_DAY,
        row.flag(6, "snow only"), other, fraction, row.number(9, "concentration", 0.0, low=0.0) * factor,
        row.number(10, "concentration", 0.0, low=0.0) * factor, line=row.line, comment=row.comment,
    )  # fmt: skip
    row.context.table("pollutants")[row.own("pollutant")] = found


def read_land_use(row: Row) -> None:
    """Name (SweepInterval Availability LastSwept), days."""
    days, reach, since = 0.0, 0.0, 0.0
    if len(row) > 1:
        row.need(4, "Name (SweepInterval Availability LastSwept)")
        days = row.number(1, "sweeping interval")
        reach = row.number(2, "availability", low=0.0, high=1.0)
        since = row.number(3, "days since last swept")
    row.context.table("land_uses")[row.own("land use")] = ql.LandUse(
        row.name, days * SECONDS_PER_DAY, reach, since * SECONDS_PER_DAY, line=row.line, comment=row.comment
    )


def read_buildup(row: Row) -> None:
    """LandUse Pollutant Function C1 C2 C3 PerUnit."""
    if _says_nothing(row, form := "LandUse Pollutant Function C1 C2 C3 PerUnit"):
        return
    land, pollutant, kind = _head(row, ql.BUILDUPS, "build-up function")
    found = ql.Buildup(land, pollutant, line=row.line)
    if kind != "NONE":
        row.need(7, form)
        found = _buildup(row, land, pollutant, kind)
    if not row.failed:
        row.context.table("buildups")[land, pollutant] = found


def _says_nothing(row: Row, form: str) -> bool:
    """Is a row too short to tell of a function? It is warned of."""
    if len(row) < 3:
        row.warn(f"says nothing: {form}")
    return len(row) < 3


def _head(row: Row, kinds: tuple[str, ...], what: str) -> tuple[str, str, str]:
    """Land use, pollutant and kind of function."""
    return row.ref(0, "land use"), row.ref(1, "pollutant"), row.word(2, kinds, what)


def _buildup(row: Row, land: str, pollutant: str, kind: str) -> ql.Buildup:
    units, per = row.context.units, row.word(6, PER, "normalizer")
    by = buildup_mass(units, unit_of(row.context, pollutant)) / (units.land if per == "AREA" else units.length)
    numbers = [row.number(i, "coefficient", low=0.0) for i in (3, 4)]
    largest, second = numbers[0] * by, numbers[1]
    if kind == "EXT":
        series = row.ref(5, "series")
        return ql.Buildup(land, pollutant, kind, largest, scale=second, series=series, per=per, line=row.line)
    third = row.number(5, "coefficient", low=0.0)
    if kind == "EXP":
        return ql.Buildup(land, pollutant, kind, largest, second / SECONDS_PER_DAY, per=per, line=row.line)
    if kind == "SAT":
        half = third * SECONDS_PER_DAY
        return ql.Buildup(land, pollutant, kind, largest, half_time=half, per=per, line=row.line)
    if third > 0.0 and not 0.01 <= third <= 10.0:
        row.bad(f"the exponent of a power build-up lies between 0.01 and 10, not {third:g}")
        third = 1.0
    rate = second * power_rate(by, third)
    return ql.Buildup(land, pollutant, kind, largest, rate, third, per=per, line=row.line)


def power_rate(by: float, exponent: float) -> float:
    """What makes the rate of a power build-up a day^exponent one a s^exponent."""
    return by / SECONDS_PER_DAY**exponent


def read_washoff(row: Row) -> None:
    """LandUse Pollutant Function C1 C2 (SweepEfficiency BmpEfficiency), per cent."""
    if _says_nothing(row, form := "LandUse Pollutant Function C1 C2 (SweepEfficiency BmpEfficiency)"):
        return
    land, pollutant, kind = _head(row, ql.WASHOFFS, "wash-off function")
    found = ql.Washoff(land, pollutant, line=row.line)
    if kind != "NONE":
        row.need(5, form)
        coefficient = row.number(3, "coefficient", low=0.0)
        exponent = row.number(4, "exponent", low=-10.0, high=10.0)
        swept, removed = (row.number(i, "efficiency", 0.0, low=0.0, high=100.0) / 100.0 for i in (5, 6))
        coefficient *= washoff_factor(row.context.units, unit_of(row.context, pollutant), kind, exponent)
        found = ql.Washoff(land, pollutant, kind, coefficient, exponent, swept, removed, line=row.line)
    if not row.failed:
        row.context.table("washoffs")[land, pollutant] = found


def washoff_factor(units: Units, unit: str, kind: str, exponent: float) -> float:
    """What makes a wash-off coefficient of the file SI."""
    if kind == "EXP":
        return units.rate**-exponent / 3600.0
    if kind == "RC":
        return MASS_UNITS[unit] * units.flow**-exponent
    return ql.CONCENTRATIONS[unit]


def read_coverage(row: Row) -> None:
    """Subcatchment LandUse Percent, and more pairs."""
    for place, what, value in _pairs(row, "land use", "Subcatchment LandUse Percent ..."):
        found = ql.Coverage(place, what, value / 100.0, line=row.line)
        row.context.table("coverages")[place, what] = found


def read_loading(row: Row) -> None:
    """Subcatchment Pollutant Mass, and more pairs."""
    units = row.context.units
    for place, what, value in _pairs(row, "pollutant", "Subcatchment Pollutant Mass ..."):
        mass = value * (buildup_mass(units, unit_of(row.context, what)) / units.land)
        row.context.table("loadings")[place, what] = ql.Loading(place, what, mass, line=row.line)


def _pairs(row: Row, kind: str, layout: str) -> list[tuple[str, str, float]]:
    row.need(3, layout)
    if len(row) % 2 == 0:
        row.bad("too few items: names and numbers come in pairs", layout)
        return []
    place = row.ref(0, "subcatchment")
    found = [(place, row.ref(i, kind), row.number(i + 1, "value")) for i in range(1, len(row), 2)]
    return [] if row.failed else found


def read_treatment(row: Row) -> None:
    """Node Pollutant R = ... or C = ...; what stands there is checked with the whole model."""
    row.need(3, "Node Pollutant R = expression, or C = expression")
    node, pollutant = row.ref(0, "node"), row.ref(1, "pollutant")
    if not row.failed:
        text = " ".join(row.tokens[2:])
        row.context.table("treatments")[node, pollutant] = ql.Treatment(node, pollutant, text, line=row.line)


def read_pollutant_inflow(row: Row, node: str, series: str, scale: float, baseline: float, pattern: str) -> None:
    """Node Pollutant Series (CONCEN|MASS UnitsFactor Scale Baseline Pattern), the rest of it."""
    pollutant, kind, factor = row.ref(1, "pollutant"), "CONCEN", 1.0
    if len(row) > 3:
        kind = row.word(3, ("CONCEN", "MASS"), "type of inflow")
        if kind == "MASS":
            factor = row.number(4, "units factor", 1.0, above=0.0)
    if not row.failed:
        baseline *= inflow_factor(unit_of(row.context, pollutant), kind, factor)
        row.context.table("pollutant_inflows")[node, pollutant] = ql.PollutantInflow(
            node, pollutant, kind, series, factor, scale, baseline, pattern, line=row.line
        )


def inflow_factor(unit: str, kind: str, factor: float) -> float:
    """What makes a pollutant inflow of the file SI: kg/m3, or kg/s of a mass."""
    return factor * MASS_UNITS[unit] if kind == "MASS" else ql.CONCENTRATIONS[unit]


def read_pollutant_dry_weather(row: Row, node: str, average: float, patterns: tuple[str, ...]) -> None:
    """Node Pollutant Average (Pattern1 ... Pattern4), the rest of it."""
    pollutant = row.ref(1, "pollutant")
    if not row.failed:
        average *= concentration(row.context, pollutant)
        row.context.table("pollutant_dry_weather")[node, pollutant] = ql.PollutantDryWeather(
            node, pollutant, average, patterns, line=row.line
        )
