"""Random lands: subcatchments of every infiltration, onto each other, under snow, over groundwater, with LID units of
every kind, pollutants and RDII, in any unit, step and form of rain, into a small sewer by any routing.

``python tests/fuzz/random_lands.py --lands 400`` asks of each what ``random_networks`` asks, and: the rain that fell is
that of the file times the area, every ledger closes, and no store ends below zero.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import numpy as np
from random_networks import bits, differing, finished, not_put_back, not_written, survey

from sponge.base.errors import SpongeError
from sponge.engine.batch import Batch
from sponge.io import read_inp
from sponge.model.model import Model
from sponge.model.validate import validate

UNITS = ("CFS", "GPM", "MGD", "CMS", "LPS", "MLD")
LID_KINDS = ("BC", "RG", "GR", "IT", "PP", "RB", "RD", "VS")
CLOSED = 0.1  # %: a ledger of the land that closes


class Land:
    """Rows of one model, in the units of its file."""

    def __init__(self, seed: int, short: bool = False):
        self.rng, self.short = random.Random(f"land {seed}"), short
        self.units = self.rng.choice(UNITS)
        self.us = self.units in UNITS[:3]
        self.rows: dict[str, list[str]] = {}
        self.names = [f"S{k}" for k in range(self.rng.choice((1, 2, 3, 5)))]
        self.snow, self.ground, self.quality = (self.rng.random() < share for share in (0.3, 0.3, 0.3))
        self.lids, self.rdii = self.rng.random() < 0.5, self.rng.random() < 0.15
        self.rain_total = 0.0  # in or mm of the file

    def add(self, section: str, row: str) -> None:
        """One row more."""
        self.rows.setdefault(section, []).append(row)

    def depth(self, mm: float) -> float:
        """A depth of mm in the file's unit."""
        return mm / 25.4 if self.us else mm

    def length(self, m: float) -> float:
        """A length of m in the file's unit."""
        return m / 0.3048 if self.us else m

    def area(self, hectares: float) -> float:
        """An area of hectares in the file's unit."""
        return hectares / 0.40468564224 if self.us else hectares

    # --- parts ---

    def options(self) -> None:
        """Steps, dates and routing."""
        rng = self.rng
        self.method = rng.choice(("HORTON", "MODIFIED_HORTON", "GREEN_AMPT", "MODIFIED_GREEN_AMPT", "CURVE_NUMBER"))
        wet = rng.choice(("00:01:00", "00:05:00", "00:15:00", "00:04:37"))
        self.hours = rng.choice((2, 3) if self.short else (6, 13, 30, 72))
        routing_step, routing = rng.choice((5, 30, 60)), rng.choice(("KINWAVE", "STEADY", "DYNWAVE"))
        if self.short:  # for the engine uncompiled
            routing_step, routing, wet = 240, rng.choice(("KINWAVE", "STEADY")), rng.choice(("00:04:00", "00:09:00"))
        rows = {
            "FLOW_UNITS": self.units, "INFILTRATION": self.method,
            "FLOW_ROUTING": routing, "START_DATE": "03/15/2021",
            "START_TIME": rng.choice(("00:00", "07:20")), "END_DATE": f"03/{15 + self.hours // 24 + 1}/2021",
            "END_TIME": f"{self.hours % 24:02d}:00:00", "DRY_DAYS": rng.choice((0, 5)), "WET_STEP": wet,
            "DRY_STEP": rng.choice(("01:00:00", "06:00:00", "00:10:00")),
            "REPORT_STEP": rng.choice(("00:05:00", "01:00:00", "00:07:00")), "ROUTING_STEP": routing_step,
        }  # fmt: skip
        for name, value in rows.items():
            self.add("OPTIONS", f"{name} {value}")

    def weather(self) -> None:
        """Rain in blocks, evaporation, temperature, adjustments."""
        rng = self.rng
        form, self.minutes = rng.choice(("INTENSITY", "VOLUME", "CUMULATIVE")), rng.choice((1, 5, 15, 60))
        self.add("RAINGAGES", f"G {form} 0:{self.minutes:02d} 1 TIMESERIES rain" if self.minutes < 60 else
                 f"G {form} 1:00 1 TIMESERIES rain")  # fmt: skip
        start = 0 if "START_TIME 00:00" in self.rows["OPTIONS"] else 440
        at, total = rng.choice((0, 0, 30, 120)), 0.0
        for _ in range(rng.choice((1, 4, 12))):
            mm = rng.choice((0.05, 0.5, 2.0, 8.0)) * max(self.minutes, 5) / 15.0
            depth = round(self.depth(mm), 5)
            total = round(total + depth, 5)
            value = {"INTENSITY": depth * 60.0 / self.minutes, "VOLUME": depth, "CUMULATIVE": total}[form]
            moment = start + at
            clock = f"{moment // 60 % 24:02d}:{moment % 60:02d}"
            self.add("TIMESERIES", f"rain 03/{15 + moment // 1440}/2021 {clock} {value:.8g}")
            at += self.minutes * rng.choice((1, 1, 1, 7, 40))
        self.rain_total, self.rain_end = total, at + self.minutes
        monthly = " ".join(f"{self.depth(rng.choice((0, 2, 6))):.4g}" for _ in range(12))
        self.add("EVAPORATION", rng.choice((f"CONSTANT {self.depth(rng.choice((0, 3, 8))):.4g}", f"MONTHLY {monthly}")))
        self.add("EVAPORATION", f"DRY_ONLY {rng.choice(('YES', 'NO'))}")
        if self.snow:
            self.snow_packs()
        if rng.random() < 0.3:
            self.add("ADJUSTMENTS", "RAINFALL 1 1 1.3 1 1 1 1 1 1 1 1 1")
            self.rain_total *= 1.3

    def snow_packs(self) -> None:
        """Air about freezing, and two packs."""
        rng = self.rng
        self.add("TEMPERATURE", "TIMESERIES air")
        for hour in range(0, 96, 8):
            celsius = rng.choice((-6, -2, 1, 3, 9))
            shown = celsius * 1.8 + 32 if self.us else celsius
            self.add("TIMESERIES", f"air 03/{15 + hour // 24}/2021 {hour % 24}:00 {shown:g}")
        self.add("TEMPERATURE", f"SNOWMELT {34 if self.us else 1} 0.5 0.6 50 45 0")
        self.add("TEMPERATURE", "ADC IMPERVIOUS 1 1 1 1 1 1 1 1 1 1")
        self.add("TEMPERATURE", "ADC PERVIOUS 0.1 0.35 0.53 0.66 0.75 0.82 0.87 0.92 0.95 0.98")
        for name in ("pack0", "pack1"):
            base = 32 if self.us else 0
            for surface in ("PLOWABLE", "IMPERVIOUS", "PERVIOUS"):
                melt = (0.001, 0.004) if self.us else (0.04, 0.2)
                first = self.depth(rng.choice((0, 10, 60)))
                last = 0.3 if surface == "PLOWABLE" else self.depth(rng.choice((0, 30)))
                free = self.depth(rng.choice((0, 1)) * (first > 0))
                numbers = f"{melt[0]} {melt[1]} {base} 0.1 {first:.4g} {free:.4g} {last:.4g}"
                self.add("SNOWPACKS", f"{name} {surface} {numbers}")
            if rng.random() < 0.5:
                target = f" {rng.choice(self.names)}"
                self.add("SNOWPACKS", f"{name} REMOVAL {self.depth(5):.4g} 0.1 0.2 0.2 0.2 0.3{target}")

    def soil(self) -> str:
        """Parameters of the infiltration method."""
        rng, d = self.rng, self.depth
        if "HORTON" in self.method:
            low = rng.choice((0, 2, 10))
            high, most = low + rng.choice((0, 20, 80)), rng.choice((0, 0, 10))
            return f"{d(high):.4g} {d(low):.4g} {rng.choice((0, 2, 5))} 7 {d(most):.4g}"
        if "AMPT" in self.method:
            return f"{d(rng.choice((50, 200))):.4g} {d(rng.choice((0.5, 5, 30))):.4g} {rng.choice((0, 0.1, 0.3))}"
        return f"{rng.choice((40, 75, 98))} 0.5 {rng.choice((2, 7))}"

    def surfaces(self) -> None:
        """Subcatchments, one onto the next or to the sewer."""
        rng = self.rng
        for k, name in enumerate(self.names):
            below = [f"S{j}" for j in range(k + 1, len(self.names))]
            outlet = rng.choice(below) if below and rng.random() < 0.4 else "J1"
            pack = f" {rng.choice(('pack0', 'pack1'))}" if self.snow and rng.random() < 0.8 else ""
            hectares = rng.choice((0.01, 0.5, 3.0))
            self.add("SUBCATCHMENTS", f"{name} G {outlet} {self.area(hectares):.6g} {rng.choice((0, 40, 100))} "
                     f"{self.length(rng.choice((5, 50, 300))):.5g} {rng.choice((0.1, 1, 8))} "
                     f"{self.length(100):.5g}{pack}")  # fmt: skip
            route = rng.choice(("OUTLET", "OUTLET", "PERVIOUS 60", "IMPERVIOUS 50", "PERVIOUS 100"))
            stores = " ".join(f"{self.depth(rng.choice((0, 1, 4))):.4g}" for _ in range(2))
            self.add("SUBAREAS", f"{name} {rng.choice((0, 0.012, 0.03))} {rng.choice((0, 0.1, 0.4))} {stores} "
                     f"{rng.choice((0, 25, 100))} {route}")  # fmt: skip
            self.add("INFILTRATION", f"{name} {self.soil()}")
            if self.ground and rng.random() < 0.7:
                self.add("GROUNDWATER", f"{name} aquifer J1 {self.length(12):.5g} 0.001 1 0 0 0 0 *")
            if self.lids and rng.random() < 0.7:
                self.units_of(name, hectares)
            if self.quality:
                self.add("COVERAGES", f"{name} homes {rng.choice((100, 60))}")
        if self.ground:
            levels = " ".join(f"{self.length(x):.5g}" for x in (8.0, 10.5))
            speed, deep = self.depth(rng.choice((1, 20))), self.depth(0.05)
            slopes = f"10 {self.length(0.1):.4g} 0.3 {self.length(2):.4g}"
            self.add("AQUIFERS", f"aquifer 0.45 0.1 0.25 {speed:.4g} {slopes} {deep:.4g} {levels} 0.3")

    def units_of(self, name: str, hectares: float) -> None:
        """One or two LID units of a subcatchment."""
        rng = self.rng
        room, whole = 1.0, rng.random() < 0.15
        for k in range(rng.choice((1, 2))):
            control = f"{name}_{k}"
            kind = rng.choice(LID_KINDS)
            self.control(control, kind)
            share = 1.0 if whole else rng.choice((0.02, 0.2)) * room
            number = rng.choice((1, 4, 1, 4, 0)) if not whole else 1
            square = (43560.0 if self.us else 1e4) * self.area(hectares) * share / max(number, 1)
            width = self.length(rng.choice((2, 10)))
            drain = rng.choice(("*", "J2", "*")) if len(self.names) == 1 else rng.choice(("*", "J2", self.names[-1]))
            drain = "*" if drain == name else drain
            back = int(rng.random() < 0.2 and drain == "*")
            self.add("LID_USAGE", f"{name} {control} {number} {square:.6g} {width:.4g} {rng.choice((0, 30))} "
                     f"{rng.choice((0, 40))} {back} * {drain} {rng.choice((0, 30))}")  # fmt: skip
            if whole:
                break

    def control(self, name: str, kind: str) -> None:
        """A design of one kind."""
        rng, d = self.rng, self.depth
        swale, curb = kind == "VS", d(rng.choice((50, 200)))
        rough, side = rng.choice((0.1, 0.2) if swale else (0, 0.1)), rng.choice((2, 5)) if swale else 0
        store = rng.choice((0, 200)) if kind in ("BC", "RG", "PP") else 300
        covered = rng.choice(("", "YES")) if kind == "RB" else ""
        for layer in (
            "", f"SURFACE {curb:.4g} {rng.choice((0, 0.1))} {rough} {rng.choice((0.5, 3))} {side}",
            f"SOIL {d(rng.choice((100, 500))):.4g} 0.5 0.2 0.1 {d(rng.choice((10, 100))):.4g} 10 {d(60):.4g}",
            f"PAVEMENT {d(150):.4g} 0.2 {rng.choice((0, 0.3))} {d(rng.choice((20, 500))):.4g} 0",
            f"STORAGE {d(store):.4g} 0.7 {d(rng.choice((0, 1, 20))):.4g} 0 {covered}",
            f"DRAINMAT {d(50):.4g} 0.5 {rng.choice((0.03, 0.3))}",
            f"DRAIN {rng.choice((0, 1, 10))} 0.5 {d(rng.choice((0, 20))):.4g} {rng.choice((0, 6))}",
        ):  # fmt: skip
            self.add("LID_CONTROLS", f"{name} {layer or kind}")

    def pollutants(self) -> None:
        """Two of them."""
        rng = self.rng
        self.add("LANDUSES", f"homes {rng.choice((0, 1))} 0.5 0")
        rain, below, decay = rng.choice((0, 5)), rng.choice((0, 2)), rng.choice((0, 0.3))
        self.add("POLLUTANTS", f"TSS MG/L {rain} {below} 0 {decay} NO * 0 0 0")
        self.add("POLLUTANTS", "bugs #/L 10 0 0 0 NO TSS 0.2 0 0")
        build = rng.choice(("POW 50 2 1 AREA", "EXP 40 0.3 0 AREA", "SAT 40 0 2 CURB"))
        self.add("BUILDUP", f"homes TSS {build}")
        wash = rng.choice(("EXP 0.1 1.2", "RC 3 1.1", "EMC 80 0"))
        self.add("WASHOFF", f"homes TSS {wash} {rng.choice((0, 50))} {rng.choice((0, 20))}")
        if rng.random() < 0.5:
            self.add("LOADINGS", f"{self.names[0]} TSS 5")

    def sewer(self) -> None:
        """Two pipes of ample size."""
        rng, m = self.rng, self.length
        for name, level in (("J1", 9.0), ("J2", 8.0)):
            self.add("JUNCTIONS", f"{name} {m(level):.6g} {m(8):.5g} 0 0 0")
        route = f" {self.names[-1]}" if rng.random() < 0.1 else ""
        self.add("OUTFALLS", f"O {m(7):.6g} FREE  NO{route}")
        for name, up, down in (("C1", "J1", "J2"), ("C2", "J2", "O")):
            self.add("CONDUITS", f"{name} {up} {down} {m(100):.6g} 0.013 0 0 0 0")
            self.add("XSECTIONS", f"{name} CIRCULAR {m(2.5):.5g} 0 0 0 1")
        if rng.random() < 0.4:
            self.add("INFLOWS", f"J1 FLOW \"\" FLOW 1 1 {rng.choice((0.001, 0.1)):g}")
        if self.rdii:
            self.add("HYDROGRAPHS", "uh G")
            self.add("HYDROGRAPHS", f"uh ALL SHORT 0.05 1 2 {self.depth(1):.4g} {self.depth(1):.4g} 0")
            self.add("HYDROGRAPHS", "uh ALL LONG 0.1 6 3")
            self.add("RDII", f"J2 uh {self.area(2):.5g}")

    def text(self) -> str:
        """The .inp."""
        self.options()
        self.weather()
        self.surfaces()
        if self.quality:
            self.pollutants()
        self.sewer()
        return "".join(f"[{name}]\n" + "\n".join(rows) + "\n" for name, rows in self.rows.items())


def random_land(seed: int, short: bool = False) -> str:
    """The .inp of a land; a ``short`` one runs for hours at long steps."""
    return Land(seed, short).text()


# --- what is asked of each --------------------------------------------------------------------------------------------


def wrong_of(model: Model, land: Land, folder: Path) -> list[str]:
    """Everything that a land's run breaks."""
    alone = finished([model])
    wrong = unsound(alone) + wrong_rain(alone, model, land)
    names = differing(bits(alone), bits(finished([model, model]), 1))
    wrong += [f"a lane differs in company: {', '.join(names[:4])}"] if names else []
    wrong += not_put_back(model, alone, folder) + not_written(model, folder)
    return wrong


LEDGERS = {"runoff_continuity_error": CLOSED, "routing_continuity_error": 1.0, "groundwater_continuity_error": 0.5,
           "quality_continuity_error": 3.0, "runoff_quality_continuity_error": 1.0}  # fmt: skip


def unsound(batch: Batch) -> list[str]:
    """Numbers that are not finite or below zero, ledgers that are open."""
    never = ("time_of_", "pump_mean_lift", "node_drained_time", "gage_rain_end", "groundwater_", "continuity_error")
    signed = ("error", "head", "flow", "time_of", "lift", "outflow", "inflow", "exchange", "lateral", "deep", "change",
              "residual", "stored_volume")  # fmt: skip
    wrong = []
    for name, values in batch.summary().items():
        values = np.asarray(values)
        if values.dtype.kind != "f":
            continue
        if not any(word in name for word in never) and not np.isfinite(values).all():
            wrong.append(f"{name} is not finite")
        least = float(np.nanmin(values)) if values.size and np.isfinite(values).any() else 0.0
        if least < -1e-6 and not any(word in name for word in signed):
            wrong.append(f"{name} is below zero: {least:g}")
        for ledger, most in LEDGERS.items():
            if name == ledger and np.isfinite(values).all() and np.abs(values).max() > most:
                wrong.append(f"{name} is {float(values.ravel()[0]):.3f} %")
    return wrong


def wrong_rain(batch: Batch, model: Model, land: Land) -> list[str]:
    """Rain that is not the file's."""
    summary = batch.summary()
    if land.rain_end * 60.0 > model.options.duration:
        return []
    metres = land.rain_total * (0.0254 if land.us else 1e-3)
    fell = sum(s.area for s in model.subcatchments.values()) * metres
    told = float(np.ravel(summary["runoff_rainfall"])[0])
    return [f"rain of {told:.3f} m3 where {fell:.3f} fell"] if abs(told - fell) > 1e-3 * fell else []


def land_of(seed: int, folder: Path, short: bool = False) -> tuple[Model | None, Land]:
    """A random land's model; None where it is refused."""
    land = Land(seed, short)
    (folder / "land.inp").write_text(land.text())
    try:
        model = read_inp(folder / "land.inp")
    except SpongeError as error:
        print(f"land {seed} refused: {str(error)[:300]}", flush=True)
        return None, land
    bad = [problem for problem in validate(model) if problem.fatal]
    if bad:
        print(f"land {seed} refused: {bad[0]}", flush=True)
    return (None if bad else model), land


def main() -> int:
    """0 where nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lands", type=int, default=400)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()

    def wrong_with(seed: int, folder: Path) -> list[str] | None:
        model, land = land_of(seed, folder)
        return wrong_of(model, land, folder) if model else None

    return survey("land", given.first, given.lands, wrong_with)


if __name__ == "__main__":
    sys.exit(main())
