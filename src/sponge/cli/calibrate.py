# SPDX-License-Identifier: Apache-2.0
"""``sponge calibrate``: parameters from observations."""

from __future__ import annotations

from pathlib import Path

import click

from sponge.cli.common import debug_option, json_option, print_json


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="CALIBRATION.toml")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="TRACE.nc", help="[CALIBRATION.trace.nc]")
@click.option("--with", "settings", multiple=True, metavar="KEY=VALUE", help="Another value of a key: --with runs=500")
@click.option("--resume", is_flag=True, help="Go on from the trace that is there.")
@click.option("--overwrite", is_flag=True, help="Begin anew and replace the trace.")
@json_option
@debug_option
def calibrate(
    file: Path, output: Path | None, settings: tuple[str, ...], resume: bool, overwrite: bool, as_json: bool
) -> None:
    """Search the parameters of CALIBRATION.toml with which the model fits the observations best.

    Every parameter set that is tried goes into the trace. What is found is shown on all events, those of validation
    too, beside the model as it is. Docs: calibration.md.
    """
    from sponge.calibrate.run import calibrate as run
    from sponge.calibrate.tables import events_text

    def tell(tried: int, best: float) -> None:
        click.echo(f"{tried} sets tried, best {best:.4f}", err=True)

    trace = output or file.with_suffix(".trace.nc")
    found = run(file, trace, settings=settings, resume=resume, overwrite=overwrite, tell=tell)
    for note in found.notes:
        click.echo(f"note: {note}", err=True)
    if as_json:
        print_json({
            "parameters": found.values, "changes": found.changes, "trace": str(trace), "tried": len(found.trace.sets),
            "objective": found.trace.plan.objective, "best": found.trace.objectives[found.trace.best],
            "standard_errors": found.sensitivity.errors, "before": found.before, "after": found.after,
            "notes": found.notes,
        })  # fmt: skip
        return
    click.echo(events_text(found.trace.plan, found.before, found.after))
    click.echo(f"\nBest of {len(found.trace.sets)} sets ({trace}):")
    for line in found.changes:
        click.echo(f'  --set "{line}"')
    click.echo("\nHow well these observations tell them (standard error, as if errors were independent):")
    for name, error in found.sensitivity.errors.items():
        click.echo(f"  {name} = {found.values[name]:.4g} " + (f"± {error:.2g}" if error == error else "(not told)"))
