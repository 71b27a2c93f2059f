# SPDX-License-Identifier: Apache-2.0
"""``sponge lid``: facilities of sponge-city guides as LID controls, listed and written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from sponge.cli.common import debug_option, json_option, language_option, print_json
from sponge.words import language_of
from sponge.words.messages import told

if TYPE_CHECKING:
    from sponge.io.lid_presets import Design, Preset


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def lid() -> None:
    """Facilities of sponge-city guides as LID controls.

    \b
    sponge lid list
    sponge lid show bioretention
    sponge lid show bioretention --set soil.depth=600 --set storage.seepage=2.5 --inp
    """


@lid.command("list")
@language_option
@json_option
@debug_option
def list_presets(lang: str | None, as_json: bool) -> None:
    """All presets: name, Chinese name, the kind of LID control that it is built on, what it is for."""
    from sponge.io.lid_presets import presets
    from sponge.report.text.lid import listing

    if as_json:
        print_json([_head(preset) for preset in presets().values()])
    else:
        click.echo(listing(presets().values(), language_of(lang)))


@lid.command("show")
@click.argument("name")
@click.option("--set", "settings", multiple=True, metavar="LAYER.PARAMETER=VALUE", help="Another value; repeatable.")
@click.option("--as", "control", metavar="CONTROL", default="", help="Name of the control in the model.")
@click.option("--pollutant", "pollutants", multiple=True, help="With its removal in the underdrain; repeatable.")
@click.option("--inp", "as_inp", is_flag=True, help="Rows of [LID_CONTROLS] to paste into an .inp.")
@click.option("--us", is_flag=True, help="With --inp: in inches, for a model in CFS, GPM or MGD.")
@language_option
@json_option
@debug_option
def show(
    name: str, settings: tuple[str, ...], control: str, pollutants: tuple[str, ...], as_inp: bool, us: bool,
    lang: str | None, as_json: bool,
) -> None:
    """Layers and parameters of the preset NAME, with ranges, units and sources."""
    from sponge.io.lid_presets import design_of, find_preset
    from sponge.report.text.lid import inp_text, report

    if as_inp and as_json:
        raise click.UsageError("give one of --inp and --json")
    if us and not as_inp:
        raise click.UsageError("--us belongs to --inp")
    language = language_of(lang)
    design = design_of(find_preset(name), _changes(settings), name=control, pollutants=pollutants)
    for line in design.unusual:
        click.echo(told(f"note: {line}", language), err=True)
    if as_json:
        print_json(_data(design))
    else:
        click.echo(inp_text(design, "CFS" if us else "CMS") if as_inp else report(design, language))


def _changes(settings: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise click.UsageError(f"--set '{setting}': write LAYER.PARAMETER=VALUE, for example soil.depth=600")
        found[key.strip()] = value.strip()
    return found


def _head(preset: Preset) -> dict[str, Any]:
    return {"name": preset.name, "name_zh": preset.name_zh, "kind": preset.kind, "purpose": preset.purpose}


def _data(design: Design) -> dict[str, Any]:
    from dataclasses import asdict

    from sponge.io.lid_presets import inp_rows, sources

    preset = design.preset
    return {
        **_head(preset), "notes": preset.notes, "sizing": asdict(preset.sizing),
        "layers": {layer: {key: asdict(p) for key, p in found.items()} for layer, found in preset.layers.items()},
        "removal": {key: asdict(p) for key, p in preset.removal.items()}, "inp": inp_rows(design.control),
        "unusual": list(design.unusual), "sources": sources(),
    }  # fmt: skip
