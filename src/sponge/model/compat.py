# SPDX-License-Identifier: Apache-2.0
"""Corrections of EPA SWMM that change results of models which run well, and the numbers that undo them.

A model runs with the right numbers unless it asks for EPA's (``--compat epa``). Each correction is one number: the
compiler of a model puts it where the kernels read it, so that these know numbers and never who is followed. What EPA
loses, makes or refuses is corrected without a way back (docs/differences-from-epa.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from sponge.base.constants import FOOT
from sponge.base.did_you_mean import suggestion
from sponge.base.epa_rain import RESET_SHARE
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
    cumulative_rain_reset: float = corrected(
        RESET_SHARE, epa=1.0, what="share of a running total of rain below which one that falls was set to zero"
    )
    repeated_coverage: float = corrected(
        1.0, epa=0.0, what="how much of an earlier row of [COVERAGES] counts beside a later one of the same land use"
    )
    box_remainder: float = corrected(
        1.0, epa=0.0, what="share of what the kinematic wave cannot place in a conduit that its next step makes good"
    )
    pump_surface: float = corrected(
        1.0, epa=0.0, what="share of MIN_SURFAREA that a junction has at least where a pump draws from it, and "
        "holds water on below its conduits",
    )
    slot_flow: float = corrected(
        0.0, epa=1.0, what="share of a Preissmann slot that water flows through, beside that it stands in it"
    )
    slot_in_pipe: float = corrected(
        0.0, epa=1.0, what="share of a Preissmann slot that is its present width times its depth, and rises with the "
        "width half way along the pipe",
    )
    room_below_rim: float = corrected(
        1.0, epa=0.0, what="share of what fills a node up to its rim that does not overflow in the same step"
    )
    pond_from_rim: float = corrected(
        1.0, epa=0.0, what="1 where what crosses a rim spreads over the pond at once, which holds what its depth says"
    )
    fall_rise: float = corrected(
        13.0 / 9.0, epa=0.0, what="times the ratio of depths: by what the depth at a free fall rises with the other "
        "end's, whose node has that half's surface too; 0: as if it were the other half",
    )
    pressed_storage: float = corrected(
        1.0, epa=0.0, what="1 where a storage unit that stands above full conduits, or under its own cover, does not "
        "rise by their surface, which takes up nothing",
    )
    narrow_storage: float = corrected(
        1.0, epa=0.0, what="share of its own surface, where less than MIN_SURFAREA, by which a storage unit rises"
    )
    first_rise: float = corrected(
        0.25, epa=1e9, what="m: a node that would rise further in a step's first trial is cut, its second starts anew"
    )
    widening: float = corrected(
        2.0, epa=1e9, what="times the surface of the first trial, beyond which the second trial starts anew"
    )
    straight_runoff: float = corrected(
        0.0, epa=1.0, what="share of the straight line between the rates of two runoff steps in what enters the "
        "network, whatever left the land",
    )
    mean_from_land: float = corrected(
        1.0, epa=0.0, what="share of the mean over a routing step in what the land and RDII bring to nodes; the rest "
        "is the rate at the moment when the step begins",
    )
    surcharge_under_ponds: float = corrected(
        1.0, epa=0.0, what="share of SurDepth that a node bears before it ponds, with ALLOW_PONDING and a ponded area"
    )
    filled_outfall: float = corrected(
        1.0, epa=0.0, what="share of a FILLED_CIRCULAR pipe's sediment that the depth at its outfall stands on"
    )
    pause_under_water: float = corrected(
        1.0, epa=0.0, what="how much of the time under standing water counts as a pause between curve number storms"
    )
    limit_of_level_soil: float = corrected(
        1.0, epa=0.0, what="times Horton's largest volume, where the rate does not fall: 0 is no limit"
    )
    evaporation_before_start: float = corrected(
        1.0, epa=0.0, what="1 where the last entry of an evaporation series before the start holds until the next"
    )
    soil_under_shelves: float = corrected(
        1.0, epa=0.0, what="1 where a storage unit that narrows again still leaks through the wider soil below"
    )
    coverage_over_whole: float = corrected(
        0.0, epa=1.0, what="how much of what land uses cover beyond the whole of a subcatchment counts"
    )
    runon_ahead: float = corrected(
        0.0, epa=1.0, what="how much of half a step's runoff is passed to other land before it has left"
    )
    runon_in_system: float = corrected(
        0.0, epa=1.0, what="how much of what one subcatchment passes to another counts in system_runoff"
    )
    adverse_culvert: float = corrected(
        -1.0, epa=1.0, what="the end of a culvert that rises where its inlet is: -1 the file's, 1 the lower one"
    )
    notch_share: float = corrected(
        1.0, epa=0.0, what="of a V-notch weir's coefficient, which its sides keep where a setting has raised the crest"
    )
    force_main_exponent: float = corrected(
        2.0 / 3.0, epa=0.63, what="of the hydraulic radius in the full flow of a force main (Manning: 2/3)"
    )
    free_axes: float = corrected(
        2.0, epa=1.0, what="axes that an elliptical pipe's area and an arch's hydraulic radius follow without a code"
    )
    arch_31_radius: float = corrected(
        0.897 * FOOT, epa=0.773 * FOOT, what="m: the hydraulic radius of the full arch pipe of size code 31"
    )
    right_wall: float = corrected(
        1.0, epa=0.0, what="share of the wall at a transect's right end that is wetted; the left one's always is"
    )
    banks_between: float = corrected(
        1.0, epa=0.0, what="1 where a transect's bank that lies between two stations divides the section, 0: overlooked"
    )
    local_depression: float = corrected(
        0.0, epa=1.0, what="share of an inlet's local depression that shapes the gutter above the inlet"
    )
    pavement_in_gutter: float = corrected(
        1.0, epa=0.0, what="share of the pavement's slope in the gutter's where water stays within the gutter"
    )
    rated_inlet_limit: float = corrected(
        1.0, epa=0.0, what="1 where the flow limit of a custom inlet holds for a rating curve too"
    )
    rule_interval: float = corrected(
        1.0, epa=0.0, what="share of the time between evaluations of rules in the step of = of times and of PID "
        "controllers; the rest is of the routing step",
    )
    pid_dead_band: float = corrected(
        0.0, epa=1e-4, what="a smaller update of a PID controller is none, and an error that changes less starts anew"
    )
    switched_at_midnight: float = corrected(
        0.0, epa=1.0, what="1 where TIMEOPEN and TIMECLOSED count from the midnight before the start, 0: from the start"
    )
    status_of_speed: float = corrected(
        1.0, epa=0.0, what="1 where a pump is ON in premises at any speed, 0: at full speed only"
    )
    common_year: float = corrected(
        1.0, epa=0.0, what="1 where month and day of rules and sweeping seasons are that date in leap years too"
    )
    negative_bases: float = corrected(
        1.0, epa=0.0, what="1 where a whole power of a negative number in an expression is what it is, 0 where it is 0"
    )
    divider_weir: float = corrected(
        0.0, epa=1.0, what="power of flow unit over cubed length unit by which a divider's weir coefficient counts"
    )
    fill_misread: float = corrected(
        0.0, epa=1.0, what="power of 2/(1 + h) by which the sediment's width in a filled pipe is read higher than at h"
    )
    outlet_setting: float = corrected(
        1.0, epa=0.0, what="1 where the SETTING of an outlet has a value in premises, 0: they never hold"
    )
    surveyed_manning: float = corrected(
        1.0, epa=1.486 / 1.49, what="share of the conveyance of transects and streets that counts"
    )
    late_statistics: float = corrected(
        0.0, epa=1.0, what="times the report's start: from when on peaks, hours and volumes of the summaries count"
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
