# SPDX-License-Identifier: Apache-2.0
"""``sponge verify``: the same model through EPA SWMM, and how the results differ."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from sponge.base.errors import Exit
from sponge.cli.common import compat_option, debug_option, json_option, language_option, model_argument, print_json
from sponge.cli.progress import Progress, tell_of_compiling
from sponge.words import Words, language_of
from sponge.words.columns import left, right, width
from sponge.words.messages import told


@click.command()
@model_argument
@click.option("--solver", default="picard", show_default=True, help="sponge's solver.")
@compat_option
@click.option("--timeout", type=float, help="Seconds that EPA SWMM may take.")
@click.option(
    "--tolerance", type=click.FloatRange(min=0.0), metavar="PERCENT",
    help="Exit 6 where a system volume, or a tenth of the series of a kind, differs by more.",
)
@language_option
@json_option
@debug_option
def verify(
    model: str, solver: str, compat: str | None, timeout: float | None, tolerance: float | None, lang: str | None,
    as_json: bool,
) -> int:  # fmt: skip
    """Run EPA SWMM on MODEL.inp too and print how sponge differs from it.

    EPA's engine runs in a scratch folder; nothing beside the model is touched or written. Differences are the RMS
    difference of a series over EPA's range of it, by kind of element, the worst one named. System volumes differ by a
    share of EPA's own volume; one under a hundredth of the largest counts as that much.
    """
    from sponge.simulation.prepare import prepare, solver_of

    tell_of_compiling(as_json)
    language = language_of(lang)
    ready = prepare(model, solver=solver, compat=compat)
    report = _compare(ready, solver_of(ready), timeout, as_json, language)
    failed = [] if tolerance is None else _failed(report, tolerance)
    if tolerance is not None:
        report |= {"tolerance": tolerance, "beyond_tolerance": failed}
    if as_json:
        print_json(report)
    else:
        click.echo(_text(report, Words(language)))
    for line in failed:
        click.echo(told(f"beyond the tolerance of {tolerance:g} %: {line}", language), err=True)
    return Exit.CHECK_FAILED if failed else Exit.OK


def _failed(report: dict[str, Any], tolerance: float) -> list[str]:
    """Why a comparison does not pass at a tolerance [%]: what differs by more, or that nothing could be compared."""
    from sponge.results.compare import Difference, VolumeDifference, beyond

    if not report["periods"]:
        return ["no reporting period is the same in both: nothing was compared"]
    ended = [f"sponge failed: {report['reason']}"] if report["status"] else []
    differences = [Difference(**d) for d in report["differences"]]
    return ended + beyond(tolerance, differences, {n: VolumeDifference(**v) for n, v in report["volumes"].items()})


def _compare(model: Any, solver: str, timeout: float | None, quiet: bool, language: str) -> dict[str, Any]:
    from dataclasses import asdict

    import numpy as np

    from sponge.io.epa_run import run_epa
    from sponge.results.compare import common_rows, differences, volume_differences, volumes
    from sponge.results.layout import layout_of
    from sponge.results.summaries import one_run
    from sponge.results.writers.dataset import DatasetBuilder
    from sponge.simulation.run import batch_of, simulate

    layout = layout_of(model, solver=solver)
    builder = DatasetBuilder(layout)
    with Progress("sponge", quiet) as progress:
        progress.note(told("running EPA SWMM", language))
        epa = run_epa(model, timeout)
        outcome = simulate(batch_of([model]), builder, model.options.start, progress=progress)
    since = np.round(np.array(builder.times) * 1e3).astype("timedelta64[ms]")
    a, b = common_rows(np.datetime64(model.options.start, "ms") + since, epa.results.time)
    ours = {name: builder.data[name][0][a] for name in epa.results.values if name in builder.data}
    theirs = {name: values[b] for name, values in epa.results.values.items()}
    summary = one_run(outcome.summary, layout)
    found = differences(ours, theirs, epa.results.names)
    return {
        "model": str(model.path), "solver": solver, "periods": len(a), "differences": [d.as_dict() for d in found],
        "volumes": {
            name: asdict(found)
            for name, found in volume_differences(volumes(ours, theirs, model.options.report_step)).items()
        },
        "continuity": {
            "runoff": {"epa": epa.runoff_error, "sponge": summary.get("runoff_continuity_error")},
            "routing": {"epa": epa.routing_error, "sponge": summary.get("routing_continuity_error")},
        },
        "steps_not_converged": {"epa": epa.not_converged, "sponge": summary.get("steps_not_converged")},
        "seconds": {"epa": epa.seconds, "sponge": outcome.seconds["simulate"]},
        "status": int(outcome.status[0]), "reason": outcome.reason(),
    }  # fmt: skip


def _text(report: dict[str, Any], say: Words) -> str:
    head = say("{model}: sponge ({solver}) against EPA SWMM, {periods} reporting periods",
               model=report["model"], solver=report["solver"], periods=report["periods"])  # fmt: skip
    heads = (say("count"), say("median"), say("90 %"), say("worst"))
    sizes = [max(n, width(text) + 2) for n, text in zip((7, 9, 9, 9), heads, strict=True)]
    lines = [head, "", left(say("RMS difference, % of range"), 28) + _row(heads, sizes) + "  " + say("worst element")]
    for d in report["differences"]:
        cells = [str(d["count"]), *(f"{d[column]:.3f}" for column in ("median", "p90", "worst"))]
        lines.append(f"  {left(say(d['kind'].replace('_', ' ')), 26)}{_row(cells, sizes)}  {d['worst_name']}")
    if not report["differences"]:
        lines.append("  " + say("nothing moves in this model"))
    heads = ("EPA", "sponge", say("% of its own"), say("% of largest"))
    lines += ["", left(say("System volume, m3"), 28) + _row(heads, (16, 16, 15, 15))]
    for name, v in report["volumes"].items():
        cells = [f"{v['epa']:,.1f}", f"{v['sponge']:,.1f}", f"{v['difference']:.3f}", f"{v['of_largest']:.3f}"]
        lines.append(f"  {left(say(name[7:].replace('_', ' ')), 26)}{_row(cells, (16, 16, 15, 15))}")
    lines += ["", left(say("Trust"), 28) + _row(("EPA", "sponge"), (16, 16))]
    for label, pair, unit in (
        (say("runoff continuity error"), report["continuity"]["runoff"], "%"),
        (say("routing continuity error"), report["continuity"]["routing"], "%"),
        (say("steps not converged"), report["steps_not_converged"], "%"),
        (say("time of the steps"), report["seconds"], "s"),
    ):
        cells = ["-" if pair[k] is None else f"{float(pair[k]):,.3f} {unit}" for k in ("epa", "sponge")]
        lines.append(f"  {left(label, 26)}{_row(cells, (16, 16))}")
    return "\n".join(lines)


def _row(cells: Sequence[str], sizes: Sequence[int]) -> str:
    return "".join(right(cell, size) for cell, size in zip(cells, sizes, strict=True))
