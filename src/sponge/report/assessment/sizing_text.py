# SPDX-License-Identifier: Apache-2.0
"""A sizing of LID units as a table."""

from __future__ import annotations

from collections.abc import Sequence

from sponge.sweep.sizing import Sizing
from sponge.words import Words
from sponge.words.columns import in_columns

HECTARE = 1e4
ENOUGH = 10  # years of rain, by GB/T 51345
CLOSE = 5e-4  # shares closer than this look the same with one digit


def sizing_text(found: Sequence[Sizing], sweep: str, language: str, most: float, years: int | None = None) -> str:
    """One line for each zone, then why zones miss their target and what to do next; ``years`` of rain were run."""
    say = Words(language)
    ran = any(one.captured for one in found)
    rows = [(*_by_volume(one), *(_by_runs(one) if ran else ()), _verdict(one, say)) for one in found]
    lines = [*in_columns([_head(say, ran), *rows]), "", *_notes(found, say, most, ran, years)]
    return "\n".join([*lines, say("Next: sponge sweep {sweep} -o sized.nc && sponge assess sized.nc", sweep=sweep)])


def _head(say: Words, ran: bool) -> tuple[str, ...]:
    by_runs = (say("target, %"), say("without, %"), say("captured, %"), say("not discharged, %")) if ran else ()
    return (say("zone"), say("area, ha"), say("runoff coefficient"), say("depth, mm"), say("needed, m3"),
            say("held, m3"), say("LID area, ha"), say("of the zone, %"), *by_runs, "")  # fmt: skip


def _by_volume(one: Sizing) -> tuple[str, ...]:
    return (one.zone, f"{one.area / HECTARE:,.1f}", f"{one.coefficient:.3f}", f"{one.depth:.1f}", f"{one.need:,.0f}",
            f"{one.have:,.0f}", f"{one.lid_area / HECTARE:,.2f}",
            f"{100.0 * one.lid_area / one.area:.1f}" if one.area else "-")  # fmt: skip


def _by_runs(one: Sizing) -> tuple[str, ...]:
    shares = (one.without.get("gbt51345"), one.captured.get("gbt51345"), one.captured.get("strict"))
    close = one.target is not None and any(s is not None and abs(s - one.target) < CLOSE for s in shares)
    return (_percent(one.target), *(_percent(share, close) for share in shares))


def _percent(share: float | None, close: bool = False) -> str:
    """A share in %, with one more digit where it is close to what is asked."""
    return "-" if share is None or share != share else f"{100.0 * share:.{2 if close else 1}f}"


def _verdict(one: Sizing, say: Words) -> str:
    if one.why:
        return {"no units": say("no units"), "limit": say("no room left"), "sweeps": say("not reached")}[one.why]
    return "" if one.holds_enough else say("volume not held")


def _notes(found: Sequence[Sizing], say: Words, most: float, ran: bool, years: int | None) -> list[str]:
    """Why zones miss their targets, and what helps."""
    by = {why: [one for one in found if one.why == why] for why in ("no units", "limit", "sweeps")}
    count, lines = len(found), []
    if ran:
        definition = next(one.judged for one in found)
        lines.append(say("Captured: share of the years' rain, by definition {definition}, as the sweep gives it again.",
                         definition=definition))  # fmt: skip
    if ran and years is not None and years < ENOUGH:
        lines.append(say("The sizes are those of {years} years of rain; the clause asks for {enough}, which take "
                         "{times} times as long: --years {enough}", years=years, enough=ENOUGH,
                         times=f"{ENOUGH / years:.3g}"))  # fmt: skip
    if by["no units"]:
        short = len(by["no units"])
        lines.append(say("{short} of {all} zones hold no unit of these kinds: add some to [LID_USAGE]",
                         short=short, all=count))  # fmt: skip
    if by["limit"]:
        low, high = (f"{100.0 * end(one.treated for one in by['limit']):.0f}" for end in (min, max))
        lines.append(say("{short} of {all} zones fall short with units on {most} % of every parcel with any (--most), "
                         "which take the runoff of {share} % of the paved ground (FromImp)",
                         short=len(by["limit"]), all=count, most=f"{100.0 * most:g}",
                         share=low if low == high else f"{low}–{high}"))  # fmt: skip
    if by["sweeps"]:
        lines.append(say("{short} of {all} zones were not brought to their target: zones run off on each other",
                         short=len(by["sweeps"]), all=count))  # fmt: skip
    if any(one.reached and not one.holds_enough for one in found):
        lines.append(say("volume not held: the rain is captured, the volume method asks for more than units may hold"))
    return [*lines, ""] if lines else []
