# SPDX-License-Identifier: Apache-2.0
"""``sponge verify``: the same model through EPA SWMM, and how the results differ."""

from __future__ import annotations

from typing import Any

import click

from sponge.base.errors import Exit
from sponge.cli.common import compat_option, debug_option, json_option, model_argument, print_json
from sponge.cli.progress import Progress, tell_of_compiling


@click.command()
@model_argument
@click.option("--solver", default="picard", show_default=True, help="sponge's solver.")
@compat_option
@click.option("--timeout", type=float, help="Seconds that EPA SWMM may take.")
@click.option(
    "--tolerance", type=click.FloatRange(min=0.0), metavar="PERCENT",
    help="Exit 6 where a system volume, or a tenth of the series of a kind, differs by more.",
)
@json_option
@debug_option
def verify(
    model: str, solver: str, compat: str | None, timeout: float | None, tolerance: float | None, as_json: bool
) -> int:
    """Run EPA SWMM on MODEL.inp too and print how sponge differs from it.

    EPA's engine runs in a scratch folder; nothing beside the model is touched or written. Differences are the RMS
    difference of a series over EPA's range of it, by kind of element, the worst one named. System volumes differ by a
    share of EPA's own volume; one under a hundredth of the largest counts as that much.
    """
    from sponge.simulation.prepare import prepare

    tell_of_compiling(as_json)
    ready = prepare(model, solver=solver, compat=compat)
    report = _compare(ready, solver, timeout, as_json)
    failed = [] if tolerance is None else _failed(report, tolerance)
    if tolerance is not None:
        report |= {"tolerance": tolerance, "beyond_tolerance": failed}
    if as_json:
        print_json(report)
    else:
        click.echo(_text(report))
    for line in failed:
        click.echo(f"beyond the tolerance of {tolerance:g} %: {line}", err=True)
    return Exit.CHECK_FAILED if failed else Exit.OK


def _failed(report: dict[str, Any], tolerance: float) -> list[str]:
    """Why a comparison does not pass at a tolerance [%]: what differs by more, or that nothing could be compared."""
    from sponge.results.compare import Difference, VolumeDifference, beyond

    if not report["periods"]:
        return ["no reporting period is the same in both: nothing was compared"]
    ended = [f"sponge failed: {report['reason']}"] if report["status"] else []
    differences = [Difference(**d) for d in report["differences"]]
    return ended + beyond(tolerance, differences, {n: VolumeDifference(**v) for n, v in report["volumes"].items()})


def _compare(model: Any, solver: str, timeout: float | None, quiet: bool) -> dict[str, Any]:
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
        progress.note("running EPA SWMM")
        epa = run_epa(model, timeout)
        outcome = simulate(batch_of([model]), builder, model.options.start, progress=progress)
    since = np.round(np.array(builder.times) * 1e3).astype("timedelta64[ms]")
    a, b = common_rows(np.datetime64(model.options.start, "ms") + since, epa.results.time)
    ours = {name: builder.data[name][0][a] for name in epa.results.values if name in builder.data}
    theirs = {name: values[b] for name, values in epa.results.values.items()}
    summary = one_run(outcome.summary, layout)
    found = differences(ours, theirs, epa.results.names)
    return {
        "model": str(model.path), "periods": len(a), "differences": [d.as_dict() for d in found],
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


def _text(report: dict[str, Any]) -> str:
    lines = [f"{report['model']}: sponge against EPA SWMM, {report['periods']} reporting periods", ""]
    lines.append(f"{'RMS difference, % of range':<28}{'count':>7}{'median':>9}{'90 %':>9}{'worst':>9}  worst element")
    for d in report["differences"]:
        kind = d["kind"].replace("_", " ")
        cells = "".join(f"{d[column]:>9.3f}" for column in ("median", "p90", "worst"))
        lines.append(f"  {kind:<26}{d['count']:>7}{cells}  {d['worst_name']}")
    if not report["differences"]:
        lines.append("  nothing moves in this model")
    lines += ["", f"{'System volume, m3':<28}{'EPA':>16}{'sponge':>16}{'% of its own':>15}{'% of largest':>15}"]
    for name, v in report["volumes"].items():
        cells = f"{v['epa']:>16,.1f}{v['sponge']:>16,.1f}{v['difference']:>15.3f}{v['of_largest']:>15.3f}"
        lines.append(f"  {name[7:].replace('_', ' '):<26}{cells}")
    lines += ["", f"{'Trust':<28}{'EPA':>16}{'sponge':>16}"]
    for label, pair, unit in (
        ("runoff continuity error", report["continuity"]["runoff"], "%"),
        ("routing continuity error", report["continuity"]["routing"], "%"),
        ("steps not converged", report["steps_not_converged"], "%"),
        ("time of the steps", report["seconds"], "s"),
    ):
        cells = "".join(f"{'-' if pair[k] is None else f'{float(pair[k]):,.3f} {unit}':>16}" for k in ("epa", "sponge"))
        lines.append(f"  {label:<26}{cells}")
    return "\n".join(lines)
