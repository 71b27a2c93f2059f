#!/usr/bin/env python3
"""Write the tables of docs/performance.md, docs/validation.md and docs/solvers.md from what benchmarks committed.

    python benchmarks/pages.py
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from math import exp, fsum, log
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGES = tuple(HERE.parent / "docs" / f"{name}.md" for name in ("performance", "validation", "solvers"))


def committed(name: str) -> dict:
    """A benchmark's committed figures."""
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def table(head: tuple[str, ...], rows: list[tuple]) -> str:
    """A table in Markdown."""
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in lines)


def speed() -> str:
    """Ratios by model, and their geometric mean."""
    said = committed("speed")
    ratios = said["ratios"]
    mean = exp(fsum(log(ratio) for ratio in ratios.values()) / len(ratios))
    rows = [(f"`{name}`", f"{ratio:.3f}") for name, ratio in ratios.items()]
    rows.append(("**geometric mean**", f"**{mean:.3f}**"))
    return f"Measured with commit {said['commit']}.\n\n" + table(("model", "sponge / EPA"), rows)


def startup() -> str:
    """Ratios by what is started."""
    names = {"help": "`sponge --help`", "ten nodes": "`sponge run` on a model of ten nodes, compiled before"}
    return table(("process", "ratio"), [(names[name], f"{ratio:.3f}") for name, ratio in committed("startup").items()])


def agreement() -> str:
    """Series by kind, and the volume that differs most, by model."""
    rows = []
    for model, said in committed("agreement").items():
        for kind, found in said["series"].items():
            rows.append((f"`{model}`", kind.replace("_", " "), found["count"], found["median"], found["worst"]))
        name, most = max(said["volumes"].items(), key=lambda item: abs(item[1]))
        rows.append((f"`{model}`", f"system volumes, most of all {name.replace('_', ' ')}", "", "", most))
    return table(("model", "series", "elements", "median, %", "worst, %"), rows)


def of_solver(run: dict) -> tuple:
    """Seconds, continuity error and steps not converged of a run, and how far it came."""
    if "continuity" not in run:
        return "–", "–", next(iter(run.values()), "–")
    broken = f" (to {100.0 * run['simulated']:.0f} %)" if run.get("simulated", 1.0) < 1.0 else ""
    gave_up = " gave up" if run.get("status", 0) == 4 else ""
    return f"{run['seconds']:.2f}{broken}", f"{run['continuity'] + 0.0:.3g}", f"{run['not_converged']:.2f}{gave_up}"


def errors(model: dict, solver: str) -> tuple:
    """Errors of depths and of flows, %, over the elements that have a converged solution."""
    found = model.get("error", {})
    values = (found.get(kind, {}).get(solver) for kind in ("depth", "flow"))
    return tuple("–" if value is None else f"{value:.2f}" for value in values)


def solvers() -> str:
    """EPA SWMM, picard and implicit by model."""
    said, rows = committed("solvers"), []
    for name, model in said["models"].items():
        picard, implicit = errors(model, "own settings"), errors(model, "implicit 1cm")
        sound = " / ".join(
            f"{model['error'][kind]['converged']} of {model['error'][kind]['elements']}" if "error" in model else "–"
            for kind in ("depth", "flow")
        )
        rows.append((f"`{name}`", model["links"], "EPA SWMM", *of_solver(model["epa"]), "", "", ""))
        rows.append(("", "", "picard", *of_solver(model["picard"]), *picard, sound))
        rows.append(("", "", "implicit", *of_solver(model["implicit"]), *implicit, ""))
    head = (
        "model", "links", "engine", "s", "continuity, %", "not converged, %", "depth error, %", "flow error, %",
        "depths / flows that have a converged solution",
    )  # fmt: skip
    hours = max(model["hours"] for model in said["models"].values())
    about = f"Version {said['version']}, commit {said['commit']}, {said['date']}, {said['processor']}, one thread, "
    about += f"at most {hours:g} hours of each model."
    return f"{about}\n\n{table(head, rows)}"


def refinement() -> str:
    """What floods and leaves by model, as it is and in pieces."""
    said, rows = committed("refinement"), []
    for name, model in said["models"].items():
        for volume in ("flooding", "outflow"):
            values = [run[volume] for how in ("as it is", "in pieces") for run in model[how].values()]
            if max(values) > 0.0:
                rows.append((f"`{name}`, {volume}", *(f"{value:,.0f}" for value in values)))
    head = ("m3", "picard, as EPA", "picard", "implicit", "pieces: picard, as EPA", "picard", "implicit")
    about = f"Version {said['version']}, commit {said['commit']}, {said['date']}; pieces of at most "
    about += f"{said['piece']:g} m, "
    return f"{about}steps of {said['step']:g} s with picard.\n\n{table(head, rows)}"


TABLES: dict[str, Callable[[], str]] = {
    "speed": speed, "startup": startup, "agreement": agreement, "solvers": solvers, "refinement": refinement,
}  # fmt: skip


def with_tables(page: str) -> str:
    """A page with its tables as they would be made now."""

    def made(found: re.Match[str]) -> str:
        return f"<!-- table: {found[1]} -->\n{TABLES[found[1]]()}\n<!-- end -->"

    return re.sub(r"<!-- table: (\w+) -->\n.*?<!-- end -->", made, page, flags=re.DOTALL)


if __name__ == "__main__":
    for path in PAGES:
        path.write_text(with_tables(path.read_text(encoding="utf-8")), encoding="utf-8")
