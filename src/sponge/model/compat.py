"""Corrections of EPA SWMM that change results of models which run well, and the numbers that undo them.

A model runs with the right numbers unless it asks for EPA's (``--compat epa``). Each correction is one number: the
compiler of a model puts it where the kernels read it, so that these know numbers and never who is followed. What EPA
loses, makes or refuses is corrected without a way back (docs/differences-from-epa.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from sponge.base.did_you_mean import suggestion
from sponge.base.errors import UsageError


def corrected(right: float, *, epa: float, what: str) -> Any:
    """A field of Corrections: the right number, EPA's, and what it is."""
    return field(default=right, metadata={"epa": epa, "what": what})


@dataclass(frozen=True, slots=True)
class Corrections:
    """The numbers in which sponge differs from EPA SWMM 5.2.4 on purpose; the defaults are right."""

    mitered_culvert: float = corrected(
        0.7, epa=7.0, what="times the slope: what a mitred culvert inlet gains of headwater over depth (HDS-5: 0.7)"
    )
    tide_of_the_day: float = corrected(
        1.0, epa=0.0, what="times the hour of the day at which a run begins: where it enters its tidal curves"
    )
    storage_barrels: float = corrected(
        1.0, epa=0.0, what="share of the barrels but the first into which a storage unit drains by kinematic wave"
    )
    irregular_barrels: float = corrected(
        1.0, epa=0.0, what="share of the barrels but the first that a conduit with a transect has"
    )
    treatment_by_equation: float = corrected(
        1.0, epa=0.0,
        what="1 where a pollutant in a treatment is read by the kind of that equation, 0: by that of its own",
    )  # fmt: skip
    least_rise: float = corrected(
        1.0, epa=-24.0, what="hours from the lowest to the highest temperature of a day, at least (polar winter)"
    )


EPA = Corrections(**{f.name: f.metadata["epa"] for f in fields(Corrections)})
COMPAT: dict[str, Corrections] = {"none": Corrections(), "epa": EPA}


def corrections(compat: str) -> Corrections:
    """The numbers of a name of COMPAT; UsageError where there is none."""
    if compat not in COMPAT:
        raise UsageError(f"there is no compat '{compat}': use {' or '.join(COMPAT)}{suggestion(compat, COMPAT)}")
    return COMPAT[compat]
