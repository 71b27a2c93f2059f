# SPDX-License-Identifier: Apache-2.0
"""A change to a model as one expression: ``conduit[C1].roughness *= 0.8``.

The same in ``--set``, in scenario files and in Python. Tables are named in the singular; a selector is a name, a
pattern (``C*``), ``name=``, ``tag=`` or ``zone=`` with a pattern, or several joined by commas (see ``selectors``);
attributes are the field names of the Model, reached into with dots (``subcatchment[*].infiltration.conductivity``).
Values are SI unless a unit is given (``3 mm/h``). Changes touch parameters: never topology, kinds of element or units.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from functools import cache, cached_property
from itertools import repeat
from math import inf, isfinite
from operator import attrgetter, call
from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError
from sponge.base.units import ACRE, FOOT
from sponge.model.choices import chosen, no_choice, words_of
from sponge.model.derived import AXES, DERIVED, curve_quantity, with_axis
from sponge.model.elements import Curve, TimeSeries
from sponge.model.lid import LidUse, share_of, with_share
from sponge.model.model import Model
from sponge.model.quantities import DIMENSIONS, OF_SERIES, Quantity, out_of_bounds, quantity_of
from sponge.model.selectors import Choices, select
from sponge.model.series_use import roles_of_series
from sponge.model.tables import LISTED, NAMED, SINGLE, TABLE_OF

FIXED = {  # topology, kinds and units
    "name", "line", "comment", "up", "down", "outlet", "gage", "node", "link", "kind", "shape", "reference", "route_to",
    "flow_units", "infiltration_method", "form", "source", "file", "dated", "times", "points",
    "snow_pack", "aquifer", "sides", "placement", "link_offsets", "barrels", "hydrograph",
    "subcatchment", "control", "report_file", "drain_to", "given", "removals", "units", "units_factor", "per",
    "pollutant", "co_pollutant", "snow_only", "land_use",
}  # fmt: skip
FIXED_IN = {("Options", "infiltration"), ("Options", "other"), ("Options", "temp_dir")}  # of one class of row
ALIASES = {(TimeSeries, "y"): "values"}  # class, attribute -> the field that is meant
SYNONYMS = {"timepattern": "pattern"}  # another name of a table -> the table
UNITS: dict[str, tuple[float, str]] = {  # unit -> (factor, the SI unit that it makes)
    "m": (1.0, "m"), "cm": (0.01, "m"), "mm": (1e-3, "m"), "km": (1e3, "m"), "ft": (FOOT, "m"), "in": (0.0254, "m"),
    "m2": (1.0, "m2"), "ha": (1e4, "m2"), "km2": (1e6, "m2"), "ft2": (FOOT**2, "m2"), "acre": (ACRE, "m2"),
    "m3": (1.0, "m3"), "L": (1e-3, "m3"), "l": (1e-3, "m3"), "ft3": (FOOT**3, "m3"),
    "m3/s": (1.0, "m3/s"), "CMS": (1.0, "m3/s"), "L/s": (1e-3, "m3/s"), "l/s": (1e-3, "m3/s"), "LPS": (1e-3, "m3/s"),
    "MLD": (1000.0 / 86400.0, "m3/s"), "cfs": (FOOT**3, "m3/s"), "CFS": (FOOT**3, "m3/s"),
    "GPM": (3.785411784e-3 / 60.0, "m3/s"), "MGD": (3785.411784 / 86400.0, "m3/s"),
    "m/s": (1.0, "m/s"), "mm/h": (1e-3 / 3600.0, "m/s"), "in/h": (0.0254 / 3600.0, "m/s"),
    "mm/d": (1e-3 / 86400.0, "m/s"), "in/d": (0.0254 / 86400.0, "m/s"),
    "s": (1.0, "s"), "min": (60.0, "s"), "h": (3600.0, "s"), "d": (86400.0, "s"),
    "1/h": (1.0 / 3600.0, "1/s"), "1/s": (1.0, "1/s"), "1/d": (1.0 / 86400.0, "1/s"), "%": (0.01, "1"), "1": (1.0, "1"),
    "kg/m3": (1.0, "kg/m3"), "mg/L": (1e-3, "kg/m3"), "ug/L": (1e-6, "kg/m3"), "kg/m2": (1.0, "kg/m2"),
    "kg/ha": (1e-4, "kg/m2"), "kg/m": (1.0, "kg/m"), "kg/s": (1.0, "kg/s"), "degC": (1.0, "degC"), "K": (1.0, "K"),
}  # fmt: skip
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {
    "=": lambda _, value: value,
    "*=": lambda old, value: old * value,
    "/=": lambda old, value: old / value,
    "+=": lambda old, value: old + value,
    "-=": lambda old, value: old - value,
}
TABLE = re.compile(r"\s*(\w+)\s*")
REST = re.compile(r"\s*\.\s*([\w.]+(?:\[\d{1,9}\])?)\s*([*/+-]?=)")
NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\S*)")
QUOTED = 200  # letters of a change that a message quotes
FORM = "write TABLE[SELECTOR].ATTRIBUTE = VALUE, for example conduit[C1].roughness *= 0.8"


@dataclass(frozen=True)
class Expression:
    """One change, taken apart."""

    text: str
    table: str
    selector: str  # as written, without brackets
    path: tuple[str, ...]
    index: int | None  # of geometry[0] and the like
    op: str
    value: str

    @cached_property
    def _value(self) -> tuple[float, str]:
        return _number(self)

    @property
    def number(self) -> float:
        """The value in SI; UsageError where it is no number."""
        return self._value[0]

    @property
    def unit(self) -> str:
        """The value's unit; nothing where none is given."""
        return self._value[1]


Fresh = dict[int, Any]  # id -> row made for the model at hand, which nobody has seen yet: it may be written to


def parse_change(text: str) -> Expression:
    """Take an expression apart; UsageError where it is none."""
    parts = _parts(text.strip())
    if parts is None:
        raise UsageError(f"cannot read the change '{_shown(text)}': {FORM}")
    table, selector, path, op, value = parts
    table = SYNONYMS.get(table, table)
    known = [*NAMED, *LISTED, *SINGLE]
    if table not in known:
        raise UsageError(f"change '{_shown(text)}': there is no table '{table}'{suggestion(table, known)}")
    if table in SINGLE and selector is not None:
        raise UsageError(f"change '{_shown(text)}': {table} takes no selector: write {table}.{path}")
    if table not in SINGLE and not selector:
        raise UsageError(f"change '{_shown(text)}': which {table}? {FORM}")
    index = None
    if path.endswith("]"):
        path, _, number = path[:-1].partition("[")
        index = int(number)
    return Expression(_shown(text), table, selector or "", tuple(path.split(".")), index, op, value)


def _shown(text: str) -> str:
    """A change as messages quote it."""
    return text if len(text) <= QUOTED else f"{text[:QUOTED]}..."


def _parts(text: str) -> tuple[str, str | None, str, str, str] | None:
    """Table, selector (None without brackets), path, operation and value of a change; None where it is none.

    The selector ends with the first bracket outside of quotes behind which the rest can be read.
    """
    head = TABLE.match(text)
    if not head:
        return None
    if not text.startswith("[", head.end()):
        rest, selector = REST.match(text, head.end()), None
    else:
        rest, quoted, at = None, False, head.end()
        for at in range(head.end() + 1, len(text)):
            quoted ^= text[at] == '"'
            rest = REST.match(text, at + 1) if text[at] == "]" and not quoted else None
            if rest:
                break
        selector = text[head.end() + 1 : at].strip()
    return (head[1], selector, rest[1], rest[2], text[rest.end() :].strip()) if rest else None


def apply_changes(model: Model, changes: Any) -> Model:
    """A new model with the changes: expressions, ``{"conduit[C1].roughness": 0.013}``, functions, or a list of them."""
    return _apply(model, changes, {})


def _apply(model: Model, changes: Any, fresh: Fresh) -> Model:
    if isinstance(changes, Model):
        return changes
    if isinstance(changes, str):
        return apply_expression(model, parse_change(changes), fresh)
    if isinstance(changes, Mapping):
        for key, value in changes.items():
            model = apply_expression(model, parse_change(f"{key} = {value}"), fresh)
        return model
    if callable(changes):
        fresh.clear()  # the function sees the model, and may keep it
        changed = changes(model)
        if not isinstance(changed, Model):
            raise UsageError("a function that changes a model must return a Model")
        return changed
    if isinstance(changes, Iterable):
        for change in changes:
            model = _apply(model, change, fresh)
        return model
    raise UsageError(f"a change is an expression, a dict, a function or a Model, not {type(changes).__name__}")


def describe(changes: Any) -> list[str]:
    """The changes as lines of text, for the results' attributes."""
    if isinstance(changes, str):
        return [changes.strip()]
    if isinstance(changes, Mapping):
        return [f"{key} = {value}" for key, value in changes.items()]
    if isinstance(changes, Model):
        return [f"model {changes.path.name if changes.path else 'made in Python'}"]
    if callable(changes):
        return [f"function {getattr(changes, '__name__', 'without a name')}"]
    return [line for change in changes for line in describe(change)]


def apply_expression(model: Model, change: Expression, fresh: Fresh) -> Model:
    """A new model with one change."""
    if change.table in SINGLE:
        row = _changed(getattr(model, change.table), change.path, change, fresh)
        return _with(model, {change.table: row})
    if change.table in LISTED:
        table, key = LISTED[change.table]
        rows = getattr(model, table)
        names = Choices(change.table, [getattr(row, key) for row in rows], {}, key)
        chosen = select(model, change.text, change.selector, names)
        changed = (_changed(r, change.path, change, fresh) if getattr(r, key) in chosen else r for r in rows)
        return _with(model, {table: tuple(changed)})
    tables = {name: getattr(model, name) for name in NAMED[change.table]}
    rows = {name: row for table in tables.values() for name, row in table.items()}
    places = {name: row.subcatchment for name, row in rows.items()} if change.table == "lid_use" else {}
    known = Choices(change.table, list(rows), rows, element_of(change.table), places)
    chosen = select(model, change.text, change.selector, known)
    derive = DERIVED.get((change.table, ".".join(change.path)))
    if derive is not None:
        kind, attribute = type(next(iter(rows.values()))), change.path[0]
        return _with(model, derive(model, chosen, change, lambda old: _operate(old, change, kind, attribute)))
    if change.table == "series" and change.op not in ("*=", "/=") and change.unit:
        _check_unit_of_series(model, change, chosen)
    share = change.table == "lid_use" and change.path == ("share",)

    def new(row: Any) -> Any:
        return _with_share(model, row, change) if share else _changed(row, change.path, change, fresh)

    new_tables = {}
    for table, content in tables.items():
        if not chosen.isdisjoint(content):
            new_tables[table] = {n: new(row) if n in chosen else row for n, row in content.items()}
    return _with(model, new_tables)


def has_rows(model: Model, table: str) -> bool:
    """Whether a model has anything in a table, as changes name tables; it has none of a table that is unknown."""
    if table in SINGLE:
        return True
    names = NAMED.get(table) or LISTED.get(table, ())[:1]
    return any(len(getattr(model, name)) > 0 for name in names)


def element_of(table: str) -> str:
    """What the rows of a table are to zones: subcatchment, node or link; the empty string where they have none."""
    tables = NAMED[table]
    if tables in (NAMED["subcatchment"], NAMED["lid_use"], NAMED["groundwater"]):
        return "subcatchment"
    return next((kind for kind in ("node", "link") if tables[0] in NAMED[kind]), "")


def _with(model: Model, tables: dict[str, Any]) -> Model:
    return replace(model, **tables)


# --- changing -----------------------------------------------------------------------------------------------------


@cache
def attributes_of(kind: type) -> dict[str, Any]:
    """The fields of a dataclass, name -> type."""
    return {f.name: f.type for f in fields(kind)}


@cache
def changeable(kind: type) -> frozenset[str]:
    """The attributes of a kind of row that changes may touch."""
    names = attributes_of(kind) if is_dataclass(kind) else ()
    return frozenset(name for name in names if name not in FIXED and (kind.__name__, name) not in FIXED_IN)


def extra_attributes(kind: type) -> list[str]:
    """Attributes that changes know of a kind of row and that are no fields of it."""
    table = next((name for name, tables in NAMED.items() if tables == (TABLE_OF.get(kind),)), "")
    derived = [name for of, name in DERIVED if of == table]
    return derived + ["share"] * (kind is LidUse) + list(AXES) * (kind is Curve)


@cache
def _accessors(kind: type) -> tuple[list[Callable[[Any, Any], None]], Callable[[Any], tuple[Any, ...]]]:
    """A writer of each attribute of a row, and one reader of them all.

    The reader takes the class too, so that it gives a tuple even of a row with one attribute.
    """
    names = attributes_of(kind)
    return [getattr(kind, name).__set__ for name in names], attrgetter(*names, "__class__")


def copy_of(row: Any) -> Any:
    """A copy of a row; several times faster than ``copy`` and ``dataclasses.replace``."""
    writers, read = _accessors(row.__class__)
    new = object.__new__(row.__class__)
    deque(map(call, writers, repeat(new), read(row)), 0)
    return new


def _with_attribute(row: Any, attribute: str, value: Any, fresh: Fresh) -> Any:
    """The row with one attribute changed: itself where it is fresh, else a copy."""
    if id(row) not in fresh:
        row = copy_of(row)
        fresh[id(row)] = row
    object.__setattr__(row, attribute, value)
    return row


def _changed(row: Any, path: tuple[str, ...], change: Expression, fresh: Fresh, at: int = 0) -> Any:
    """A row with the attribute at the end of the path changed; it is that of ``path[at]``."""
    attribute = ALIASES.get((row.__class__, path[at]), path[at])
    if row.__class__ is Curve and attribute in AXES and at + 1 == len(path):
        values = tuple(point[AXES[attribute]] for point in row.points)
        points = with_axis(row, attribute, _new_tuple(values, change, Curve, attribute, curve_quantity(row, attribute)))
        return _with_attribute(row, "points", points, fresh)
    if attribute not in changeable(row.__class__):
        raise _unchangeable(row, attribute, change)
    old = getattr(row, attribute)
    inner = at + 1 < len(path)
    new = _changed(old, path, change, fresh, at + 1) if inner else _new_value(old, row, attribute, change)
    return row if new is old else _with_attribute(row, attribute, new, fresh)


def _unchangeable(row: Any, attribute: str, change: Expression) -> UsageError:
    """Why an attribute cannot be changed."""
    if not is_dataclass(row):
        return UsageError(f"change '{change.text}': there is nothing inside '{attribute}' to change here")
    if attribute in attributes_of(row.__class__):
        return UsageError(
            f"change '{change.text}': '{attribute}' cannot be changed: changes touch parameters, "
            "never topology, kinds or units"
        )
    free = [name for name in attributes_of(row.__class__) if name in changeable(row.__class__)]
    free += extra_attributes(type(row))
    return UsageError(
        f"change '{change.text}': {_words_of(type(row))} has no attribute '{attribute}'"
        f"{suggestion(attribute, free) or '; it has ' + ', '.join(free)}"
    )


def _words_of(kind: type) -> str:
    """The name of a class of rows in words: cross section."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower()


def _with_share(model: Model, use: LidUse, change: Expression) -> LidUse:
    """A LID use that covers another share of its subcatchment."""
    land = model.subcatchments[use.subcatchment].area
    share = _operate(share_of(use, land), change, LidUse, "share")
    if share > 0.0 and (land <= 0.0 or (use.number < 1 and use.area <= 0.0)):
        raise UsageError(f"change '{change.text}': there are no units in '{use.name}' to share an area")
    return with_share(use, land, share)


def _new_value(old: Any, row: Any, attribute: str, change: Expression) -> Any:
    kind = attributes_of(row.__class__)[attribute]
    if old.__class__ is float and kind != "int":  # nearly all
        return _operate(old, change, row.__class__, attribute)
    if isinstance(old, tuple):
        return _new_tuple(old, change, row.__class__, attribute)
    if isinstance(old, bool):
        return _boolean(change)
    if isinstance(old, datetime) or (old is None and attribute.endswith("start")):
        return _moment(change)
    if isinstance(old, str):
        if change.op != "=":
            raise UsageError(f"change '{change.text}': '{attribute}' is a name or word: only = can change it")
        return _word(change, row.__class__, attribute)
    if old is None and kind == "float | None" and change.op == "=":
        return _operate(0.0, change, row.__class__, attribute)
    if isinstance(old, int | float):
        value = _operate(old, change, row.__class__, attribute)
        return _whole(value, change, attribute) if kind == "int" else value
    raise UsageError(f"change '{change.text}': '{attribute}' cannot be changed as a whole, only what is inside it")


def _word(change: Expression, row: type, attribute: str) -> str:
    """A name or a word; one of the words that the field may hold, where these are few."""
    word, words = change.value.strip("\"'"), words_of(row, attribute)
    if not words:
        return word
    known = chosen(words, word)
    if known is None:
        raise UsageError(f"change '{change.text}': {no_choice(attribute, words, _shown(word))}")
    return known


def _whole(value: float, change: Expression, attribute: str) -> int:
    """A whole number: what a factor makes is rounded, what is given must be one."""
    if change.op == "=" and value != round(value):
        raise UsageError(f"change '{change.text}': '{attribute}' is a whole number")
    return round(value)


def _new_tuple(
    old: tuple[Any, ...], change: Expression, row: type, attribute: str, quantity: Quantity | None = None
) -> tuple[Any, ...]:
    """Numbers in a row: all of them, or the one with the index."""
    if not all(isinstance(v, int | float) for v in old):
        raise UsageError(f"change '{change.text}': this table of values cannot be changed by an expression")
    if not old:
        raise UsageError(f"change '{change.text}': '{attribute}' holds no numbers here: there is nothing to change")
    if change.index is not None and not 0 <= change.index < len(old):
        raise UsageError(f"change '{change.text}': the index goes from 0 to {len(old) - 1}")
    new = tuple(
        _operate(v, change, row, attribute, quantity) if change.index in (None, k) else v for k, v in enumerate(old)
    )
    whole = attributes_of(row)[attribute].startswith("tuple[int") if attribute in attributes_of(row) else False
    return tuple(_whole(v, change, attribute) for v in new) if whole else new


def _operate(old: float, change: Expression, row: type, attribute: str, quantity: Quantity | None = None) -> float:
    """The new number; it must be of the field's dimension, finite, and within what the field can hold."""
    quantity = quantity or quantity_of(row, attribute)
    unit = change.unit
    if unit and quantity is not None and change.op not in ("*=", "/="):
        _check_unit(change, unit, attribute, quantity)
    try:
        value = float(OPERATIONS[change.op](old, change.number))
    except (ZeroDivisionError, OverflowError):
        value = inf
    if not isfinite(value):
        raise UsageError(f"change '{change.text}': the result is not a finite number")
    wrong = out_of_bounds(value, attribute, quantity) if quantity is not None else ""
    if wrong:
        raise UsageError(f"change '{change.text}': {wrong}")
    return value


def _check_unit(change: Expression, unit: str, attribute: str, quantity: Quantity) -> None:
    """UsageError where a unit measures something else than a field holds."""
    dimension = UNITS[unit][1]
    if dimension in quantity.units:
        return
    if not quantity.units:
        raise UsageError(f"change '{change.text}': no unit can be given for '{attribute}': give the number in SI")
    needed = " or ".join(DIMENSIONS[unit] for unit in quantity.units)
    fitting = [name for name, (_, made) in UNITS.items() if made in quantity.units]
    raise UsageError(
        f"change '{change.text}': '{attribute}' is {needed}, and {unit} measures {DIMENSIONS[dimension]}; "
        f"units of it: {', '.join(fitting)}"
    )


def _check_unit_of_series(model: Model, change: Expression, chosen: set[str]) -> None:
    """UsageError where a unit measures something else than what a series is to those that use it."""
    for name, roles in roles_of_series(model).items():
        for role in roles if name in chosen else ():
            _check_unit(change, change.unit, "values", OF_SERIES[role.what])


def _number(change: Expression) -> tuple[float, str]:
    """The value in SI, and its unit where one is given."""
    found = NUMBER.fullmatch(change.value)
    if not found:
        shown = _shown(change.value)
        raise UsageError(f"change '{change.text}': '{shown}' is not a number with a unit or without")
    number, unit = float(found[1]), found[2]
    if not unit:
        return number, ""
    if unit not in UNITS:
        raise UsageError(f"change '{change.text}': unknown unit '{_shown(unit)}'{suggestion(unit, UNITS)}")
    if change.op in ("*=", "/=") and unit not in ("%", "1"):
        raise UsageError(f"change '{change.text}': a factor has no unit")
    return number * UNITS[unit][0], unit


def _boolean(change: Expression) -> bool:
    words = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}
    value = words.get(change.value.lower())
    if value is None or change.op != "=":
        raise UsageError(f"change '{change.text}': write = yes or = no")
    return value


def _moment(change: Expression) -> datetime:
    try:
        if change.op != "=":
            raise ValueError
        return datetime.fromisoformat(change.value.strip("\"'"))
    except ValueError:
        raise UsageError(f"change '{change.text}': write a date as = 2021-06-30T12:00") from None
