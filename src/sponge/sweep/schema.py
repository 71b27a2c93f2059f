# SPDX-License-Identifier: Apache-2.0
"""The tables of scenario, sweep and measure files."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from sponge.base.toml_keys import Duration, DurationOrZero, Keys
from sponge.sweep.distributions import Choice, Distribution

Lines = list[str]
Levels = dict[str, float]
DAY = 86400.0
ROUTES: dict[str, dict[str, Any] | None] = {"always": None, "rain": {}}


class Boundary(Keys):
    """What the outside does, by name or pattern of node."""

    level: Levels = Field(default_factory=dict)  # m, of outfalls
    level_rise: Levels = Field(default_factory=dict)  # m, added to the levels of outfalls
    inflow: Levels = Field(default_factory=dict)  # m3/s, baseline of direct inflows

    @field_validator("level", "level_rise", "inflow", mode="before")
    @classmethod
    def _nested(cls, value: Any) -> Any:
        """A name with a dot in it is read by TOML as a table in a table, unless in quotes."""
        if isinstance(value, dict) and any(isinstance(v, dict) for v in value.values()):
            raise ValueError("put a name with a dot in it between quotes")
        return value


class Spells(Keys):
    """Flow is routed around spells of rain alone, so that years of rain take minutes; hydrology runs always."""

    depth: Annotated[float, Field(ge=0.0)] = 10.0  # mm that a spell must bring
    gap: DurationOrZero = 6 * 3600.0  # s without rain that part two spells
    lead: DurationOrZero = 3600.0  # s of routing before a spell
    tail: DurationOrZero = DAY / 2.0  # s of routing after it


class Scenario(Keys):
    """One scenario: a model, its rain, boundaries, measures and changes."""

    title: str = ""
    title_zh: str = ""
    notes: str = ""
    source: str = ""
    model: str
    solver: str = "picard"
    tolerance: float | str | None = None  # m, or with a unit: "5mm"
    compat: str = "none"
    start: datetime | None = None
    end: datetime | None = None
    lead: DurationOrZero = 6 * 3600.0
    tail: DurationOrZero = DAY
    rain: dict[str, Any] | None = None
    boundary: Boundary = Boundary()
    measures: Lines = Field(default_factory=list)
    set: Lines = Field(default_factory=list)
    route: Spells | None = None  # "always" (None), "rain" (Spells as they are), or a table of keys
    every: Duration | None = None
    variables: Lines | None = None
    zones_only: bool = False

    @field_validator("start", "end")
    @classmethod
    def _no_zone(cls, moment: datetime | None) -> datetime | None:
        if moment is not None and moment.tzinfo is not None:
            raise ValueError("times of a model have no time zone: leave Z or +08:00 away")
        return moment

    @field_validator("route", mode="before")
    @classmethod
    def _always_or_rain(cls, value: Any) -> Any:
        if isinstance(value, str) and value not in ROUTES:
            raise ValueError("write 'always', 'rain', or { depth = 10, gap = '6h', lead = '1h', tail = '12h' }")
        return ROUTES[value] if isinstance(value, str) else value

    @field_validator("measures", "set", mode="before")
    @classmethod
    def _one_line(cls, value: Any) -> Any:
        return [value] if isinstance(value, str) else value

    @model_validator(mode="after")
    def _in_order(self) -> Scenario:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"end ({self.end}) must lie after start ({self.start})")
        return self


class Vary(Keys):
    """One thing that varies, a coordinate of the results."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z]\w*$")]
    title: str = ""
    units: str | None = None
    values: list[Any] | None = None
    distribution: Distribution | None = None
    labels: Lines | None = None
    target: str | Lines | None = None
    op: Literal["=", "*=", "/=", "+=", "-="] = "="
    measures: bool | Literal["each"] | list[str | Lines] | None = None
    rain: str | None = None
    boundary: str | None = None

    @property
    def kind(self) -> str:
        """target, measures, rain or boundary."""
        return next(k for k in KINDS if getattr(self, k) not in (None, False))

    @property
    def targets(self) -> Lines:
        """Left sides of the changes."""
        return [self.target] if isinstance(self.target, str) else self.target or []

    @property
    def choices(self) -> list[Any] | None:
        """The values, or those of a choice; None for a distribution of numbers."""
        if isinstance(self.distribution, Choice):
            return self.distribution.values
        return self.values

    @model_validator(mode="before")
    @classmethod
    def _measures_are_values(cls, keys: Any) -> Any:
        """A list under ``measures`` is the values; ``each`` is none, each alone, and all together."""
        if isinstance(keys, dict) and isinstance(keys.get("measures"), list) and "values" not in keys:
            return keys | {"measures": True, "values": keys["measures"]}
        if isinstance(keys, dict) and keys.get("measures") == "each" and "values" not in keys:
            return keys | {"measures": True, "values": [[], "each:*", ["*"]]}
        return keys

    @model_validator(mode="after")
    def _one_of_each(self) -> Vary:
        what = [k for k in KINDS if getattr(self, k) not in (None, False)]
        if len(what) != 1:
            raise ValueError(f"what varies is one of {', '.join(KINDS)}: {', '.join(what) or 'none'} given")
        if self.values is not None and self.distribution is not None:
            raise ValueError("give values or a distribution, not both")
        if self.values is not None and not self.values:
            raise ValueError("values: the list is empty")
        if self.kind != "target" and "op" in self.model_fields_set:
            raise ValueError("op belongs to target")
        if self.labels is not None and (self.choices is None or len(self.labels) != len(self.choices)):
            raise ValueError(f"{len(self.labels)} labels for {len(self.choices or ())} values")
        return self


SAMPLED = ("lhs", "sobol", "saltelli")  # methods that draw n of a distribution
KINDS = ("target", "measures", "rain", "boundary")


class BaseScenario(Keys):
    """A scenario beside the sample: what is not named here stays as the scenario has it."""

    name: Annotated[str, Field(min_length=1)]
    values: dict[str, Any] = Field(default_factory=dict)


class Sweep(Scenario):
    """Many scenarios."""

    method: Literal["product", "table", "lhs", "sobol", "saltelli"] = "product"
    table: str | None = None
    n: Annotated[int, Field(ge=1)] | None = None
    seed: Annotated[int, Field(ge=0)] = 0
    vary: list[Vary] = Field(default_factory=list)
    base: list[BaseScenario] = Field(default_factory=list)

    @model_validator(mode="after")
    def _method_has_what_it_needs(self) -> Sweep:
        problems = [*self._of_method(), *self._of_names()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _of_method(self) -> list[str]:
        sampled = self.method in SAMPLED
        free = [v.name for v in self.vary if v.distribution is not None]
        bare = [v.name for v in self.vary if v.distribution is None and v.values is None]
        found = []
        if sampled and self.n is None:
            found.append(f"method {self.method} needs n, the number of scenarios")
        if self.method == "saltelli" and self.n is not None and self.n & (self.n - 1):
            found.append(f"n of the method saltelli is a power of 2, not {self.n}")
        if not sampled and self.n is not None:
            found.append(f"n belongs to the methods lhs, sobol and saltelli, not to {self.method}")
        if not sampled and free:
            found.append(f"{', '.join(free)}: a distribution needs the method lhs, sobol or saltelli")
        if self.method != "table" and bare:
            found.append(f"{', '.join(bare)}: values or a distribution are missing")
        if (self.method == "table") != (self.table is not None):
            found.append("method table and table = FILE.csv go together")
        return found

    def _of_names(self) -> list[str]:
        names = [v.name for v in self.vary]
        double = sorted({n for n in names if names.count(n) > 1})
        found = [f"{', '.join(double)}: two tables vary have this name"] if double else []
        for case in self.base:
            unknown = [key for key in case.values if key not in names]
            found += [f"base '{case.name}': nothing that varies is called '{key}'" for key in unknown]
        return found


class Measure(Keys):
    """A measure of the plan: changes of the model, and what they should do."""

    title: str = ""
    title_zh: str = ""
    plan: str = ""  # the plan's words
    serves: Lines = Field(default_factory=list)  # zones
    set: Lines
    needs: Lines = Field(default_factory=list)  # tables, as changes name them; a model without rows has no such measure
    source: str = ""
    indicator: str = ""  # variable that should move, in the zones that it serves
    at: Lines = Field(default_factory=list)  # or at these stations, nodes or links, by name or pattern
    direction: Literal["less", "more", ""] = ""
    notes: str = ""
