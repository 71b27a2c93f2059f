# SPDX-License-Identifier: Apache-2.0
"""Dates and steps."""

from __future__ import annotations

from calendar import monthrange

from sponge.model.options import LEAST_STEP
from sponge.model.validation.findings import Findings

COMMON_YEAR = 1947
MANY_STEPS = 1e9  # of routing: told before


def _is_day(month: int, day: int) -> bool:
    """Is there such a day in a year without a leap day?"""
    return 1 <= month <= 12 and 1 <= day <= monthrange(COMMON_YEAR, month)[1]


def check_options(found: Findings) -> None:
    """The period, and steps that fit each other."""
    options, lines = found.model.options, found.model.option_lines

    def bad(keyword: str, message: str, hint: str = "") -> None:
        found.bad(message, "OPTIONS", lines.get(keyword, lines.get(keyword.replace("TIME", "DATE"), 0)), hint)

    def warn(keyword: str, message: str) -> None:
        found.warn(message, "OPTIONS", lines.get(keyword, 0))

    for field in ("sweep_start", "sweep_end"):
        if not _is_day(*getattr(options, field)):
            bad(field.upper(), f"{field.upper()} is no day of the year: {'/'.join(map(str, getattr(options, field)))}")
    _check_events(found)
    duration = options.duration
    if duration <= 0.0:
        bad("END_DATE", f"the simulation ends ({options.end}) before it starts ({options.start})")
        return
    if options.report_start is not None and options.report_start >= options.end:
        bad("REPORT_START_DATE", f"reporting starts ({options.report_start}) after the end ({options.end})")
    for keyword in ("REPORT_STEP", "WET_STEP", "DRY_STEP", "ROUTING_STEP"):
        if not getattr(options, keyword.lower()) > 0.0:
            bad(keyword, f"{keyword} must be positive")
    if 0.0 < options.routing_step < LEAST_STEP:
        bad("ROUTING_STEP", f"ROUTING_STEP ({options.routing_step:g} s) is less than {LEAST_STEP:g} s")
    elif not options.ignore_routing and duration / max(options.routing_step, LEAST_STEP) > MANY_STEPS:
        steps = duration / max(options.routing_step, LEAST_STEP)
        warn("ROUTING_STEP", f"at least {steps:.1e} routing steps: such a run takes days or longer")
    if min(options.report_step, duration // 1) < options.routing_step:
        bad("REPORT_STEP", f"REPORT_STEP ({options.report_step:g} s) is less than ROUTING_STEP "
            f"({options.routing_step:g} s)", "or the simulation is shorter than a step")  # fmt: skip
    if options.dry_step < options.wet_step:
        warn("DRY_STEP", "DRY_STEP is less than WET_STEP and raised to it")
    if options.routing_step > options.wet_step:
        warn("ROUTING_STEP", "ROUTING_STEP is more than WET_STEP and cut to it")


def _check_events(found: Findings) -> None:
    """Events outside the simulation: where there is no other, nothing is routed."""
    options, events = found.model.options, found.model.events
    outside = [event for event in events if event.end <= options.start or event.start >= options.end]
    none = ": nothing is routed" if len(outside) == len(events) else ""
    for event in outside:
        span = f"the event from {event.start} to {event.end}"
        found.warn(f"{span} lies outside the simulation{none}", "EVENTS", event.line)
