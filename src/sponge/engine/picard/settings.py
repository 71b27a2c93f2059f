# SPDX-License-Identifier: Apache-2.0
"""Picard's options: how EPA SWMM's dynamic wave is to be solved."""

from __future__ import annotations

from typing import Any, NamedTuple

from sponge.base.constants import FOOT
from sponge.engine.dynamic_wave import MIN_STEP, MIN_SURFACE_AREA, crown_cutoff, shortest_step
from sponge.engine.network import Settings

NO_DAMPING, PARTIAL_DAMPING, FULL_DAMPING = range(3)
LIMIT_SLOPE, LIMIT_FROUDE, LIMIT_BOTH, LIMIT_NONE = range(4)

HEAD_TOLERANCE = 0.005 * FOOT  # m
MAX_TRIALS = 8
DAMPING = {"NONE": NO_DAMPING, "PARTIAL": PARTIAL_DAMPING, "FULL": FULL_DAMPING}
NORMAL_FLOW = {
    "SLOPE": LIMIT_SLOPE, "FROUDE": LIMIT_FROUDE, "BOTH": LIMIT_BOTH, "NONE": LIMIT_NONE, "NEITHER": LIMIT_NONE,
    "NO": LIMIT_SLOPE, "YES": LIMIT_BOTH,
}  # fmt: skip


class PicardSettings(NamedTuple):
    """Plain numbers, the same in every lane."""

    min_step: float  # s
    courant: float  # 0 = fixed step
    max_trials: int  # iterations a step
    head_tolerance: float  # m
    min_surface_area: float  # m2
    pump_surface_area: float  # m2, that a junction has at least where a pump draws from it
    damping: int  # NO_DAMPING, PARTIAL_DAMPING, FULL_DAMPING
    normal_flow: int  # which test limits to normal flow
    slot: int  # 1 = Preissmann slot
    slot_flow: float  # share of the slot that water flows through
    slot_in_pipe: float  # share of the slot that is its present width times its depth
    room_below_rim: float  # share of what fills a node up to its rim that does not overflow in the same step
    narrow_storage: float  # share of its own surface by which a storage unit under the least one rises
    first_rise: float  # m, that a node rises in the first trial at most
    widening: float  # times the surface of the first trial, beyond which that trial says nothing
    pond_from_rim: float  # 1 where what crosses a rim spreads over the pond at once, and a pond holds its depth
    fall_rise: float  # times y_fall / y: how the depth at a free fall rises with the other end's; 0: as EPA has it
    pressed_storage: float  # 1 where a storage unit does not rise by what is full, as if that took up water
    crown_cutoff: float  # depth ratio above which a closed section's width is held
    seeps: int = 0  # 1 where water may seep from a conduit


def picard_settings(options: Any, corrections: Any, shared: Settings) -> PicardSettings:
    """From a Model's options, with EPA SWMM's defaults for what they leave open."""
    step, least_area = shared.routing_step, options.min_surface_area or MIN_SURFACE_AREA
    return PicardSettings(
        min_step=shortest_step(options.min_routing_step, step),
        courant=options.variable_step if step >= MIN_STEP else 0.0,
        max_trials=options.max_trials or MAX_TRIALS,
        head_tolerance=options.head_tolerance or HEAD_TOLERANCE,
        min_surface_area=least_area,
        pump_surface_area=corrections.pump_surface * least_area,
        damping=DAMPING[options.inertial_damping],
        normal_flow=NORMAL_FLOW[options.normal_flow_limited],
        slot=int(options.surcharge_method == "SLOT"),
        slot_flow=corrections.slot_flow,
        slot_in_pipe=corrections.slot_in_pipe,
        room_below_rim=corrections.room_below_rim,
        narrow_storage=corrections.narrow_storage,
        first_rise=corrections.first_rise,
        widening=corrections.widening,
        pond_from_rim=corrections.pond_from_rim,
        fall_rise=corrections.fall_rise,
        pressed_storage=corrections.pressed_storage,
        crown_cutoff=crown_cutoff(options.surcharge_method),
    )


def with_seepage(settings: PicardSettings, network: Any) -> PicardSettings:
    """The settings of a block of lanes: does any of its conduits leak?"""
    return settings._replace(seeps=int((network.conduits.seepage > 0.0).any()))
