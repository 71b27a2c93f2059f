# SPDX-License-Identifier: Apache-2.0
"""Fields that hold one of a few words: which ones. The reader, changes and the checks of models go by it.

Kinds of elements that decide which other fields a row has (the shape of a section, the kind of a LID unit) are checked
where they are taken apart.
"""

from __future__ import annotations

from sponge.base.did_you_mean import suggestion

NOTHING = ""  # the field may be empty
CHOICES: dict[tuple[str, str], tuple[str, ...]] = {  # class of row, field -> words
    ("Options", "flow_units"): ("CFS", "GPM", "MGD", "CMS", "LPS", "MLD"),
    ("Options", "routing"): ("NONE", "STEADY", "KINWAVE", "DYNWAVE"),
    ("Options", "link_offsets"): ("DEPTH", "ELEVATION"),
    ("Options", "force_main_equation"): ("H-W", "D-W"),
    ("Options", "surcharge_method"): ("EXTRAN", "SLOT"),
    ("Options", "inertial_damping"): ("NONE", "PARTIAL", "FULL"),
    ("Options", "normal_flow_limited"): ("SLOPE", "FROUDE", "BOTH", "NONE"),
    ("RainGage", "form"): ("INTENSITY", "VOLUME", "CUMULATIVE"),
    ("RainGage", "rain_units"): ("IN", "MM", NOTHING),
    ("Subcatchment", "route_to"): ("OUTLET", "IMPERVIOUS", "PERVIOUS"),
    ("Evaporation", "source"): ("CONSTANT", "MONTHLY", "TIMESERIES", "TEMPERATURE", "FILE"),
    ("Temperature", "source"): ("TIMESERIES", "FILE", NOTHING),
    ("Temperature", "file_units"): ("C10", "C", "F", NOTHING),
    ("Temperature", "wind_source"): ("MONTHLY", "FILE", NOTHING),
    ("Outfall", "kind"): ("FREE", "NORMAL", "FIXED", "TIDAL", "TIMESERIES"),
    ("Divider", "kind"): ("CUTOFF", "TABULAR", "WEIR", "OVERFLOW"),
    ("Orifice", "kind"): ("SIDE", "BOTTOM"),
    ("Weir", "kind"): ("TRANSVERSE", "SIDEFLOW", "V-NOTCH", "TRAPEZOIDAL", "ROADWAY"),
    ("Weir", "road_surface"): ("PAVED", "GRAVEL", NOTHING),
    ("Outlet", "kind"): ("FUNCTIONAL/DEPTH", "FUNCTIONAL/HEAD", "TABULAR/DEPTH", "TABULAR/HEAD"),
    ("Inlet", "grate_type"): (
        "P_BAR-50x100", "P_BAR-50", "P_BAR-30", "CURVED_VANE", "TILT_BAR-45", "TILT_BAR-30", "RETICULINE", "GENERIC",
        NOTHING,
    ),
    ("Inlet", "curb_throat"): ("HORIZONTAL", "INCLINED", "VERTICAL", NOTHING),
    ("InletUse", "placement"): ("AUTOMATIC", "ON_GRADE", "ON_SAG"),
    ("Buildup", "per"): ("AREA", "CURB"),
    ("PollutantInflow", "kind"): ("CONCEN", "MASS"),
}  # fmt: skip
FIELDS = {  # class of row -> its fields of this kind
    name: tuple(field for kind, field in CHOICES if kind == name) for name in {kind for kind, _ in CHOICES}
}


def words_of(row: type, field: str) -> tuple[str, ...]:
    """The words that a field of a class of rows may hold; none where any text will do."""
    return CHOICES.get((row.__name__, field), ())


def chosen(words: tuple[str, ...], word: str) -> str | None:
    """The word that is meant, whatever its case; None where it is none of them."""
    return next((known for known in words if known.upper() == word.upper()), None)


def no_choice(field: str, words: tuple[str, ...], word: str) -> str:
    """What to say of a word that is none of them."""
    told = [known or "nothing" for known in words]
    return f"{field} cannot be {word!r}: it is {', '.join(told[:-1])} or {told[-1]}{suggestion(word, words)}"
