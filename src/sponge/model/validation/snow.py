# SPDX-License-Identifier: Apache-2.0
"""Snow packs and the parameters of melt."""

from __future__ import annotations

from sponge.model.snow import SnowPack
from sponge.model.validation.findings import Findings

MOST = 1.01  # sum of the fractions of plowed snow, as EPA SWMM lets it pass


def check_snow(found: Findings) -> None:
    """What EPA SWMM checks before a run, and that plowed snow has somewhere to go."""
    model, t = found.model, found.model.temperature
    for what, value in (("ATI weight", t.index_weight), ("negative melt ratio", t.negative_melt)):
        if not 0.0 <= value <= 1.0:
            found.bad(f"{what} of SNOWMELT must lie between 0 and 1: {value:g}", "TEMPERATURE")
    for pack in model.snow_packs.values():
        for wrong in wrong_in_pack(pack):
            found.bad_element("snow_packs", pack, wrong)
        removal = pack.removal
        if removal and removal.to_subcatchment > 0.0 and not removal.subcatchment:
            found.bad_element(
                "snow_packs", pack, "snow is plowed to another subcatchment, but none is named", "end of REMOVAL"
            )


def wrong_in_pack(pack: SnowPack) -> list[str]:
    """Everything wrong with a pack's numbers."""
    wrong = []
    for name in ("plowable", "impervious", "pervious"):
        surface = getattr(pack, name)
        if surface.min_melt > surface.max_melt:
            wrong.append(f"{name} surface: the least melt coefficient exceeds the greatest")
        if not 0.0 <= surface.free_water <= 1.0:
            wrong.append(f"{name} surface: the free water fraction must lie between 0 and 1")
        if min(surface.initial_depth, surface.initial_free_water, surface.cover_depth) < 0.0:
            wrong.append(f"{name} surface: a depth cannot be negative")
    if not 0.0 <= pack.plowable_fraction <= 1.0:
        wrong.append("the plowable fraction must lie between 0 and 1")
    r = pack.removal
    if r is not None:
        fractions = (r.out, r.to_impervious, r.to_pervious, r.melted, r.to_subcatchment)
        if sum(fractions) > MOST or min(fractions) < 0.0:
            wrong.append(f"the fractions of plowed snow must not be negative nor exceed 1 together: {sum(fractions):g}")
    return wrong
