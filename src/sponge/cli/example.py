# SPDX-License-Identifier: Apache-2.0
"""``sponge example``: the models and scenarios that come with sponge, to look at and to change."""

from __future__ import annotations

from pathlib import Path

import click

from sponge.base.errors import UsageError
from sponge.cli.common import debug_option, json_option, print_json


@click.command()
@click.argument("words", nargs=-1, metavar="[[NAME] DIR]")
@json_option
@debug_option
def example(words: tuple[str, ...], as_json: bool) -> None:
    """Copy the models that come with sponge, and their scenarios, into the folder DIR: one of that NAME, or all.

    Without a folder prints their names. Files are laid as in sponge's sources, so that the commands of the documents
    work in DIR: models/NAME/NAME.inp, scenarios/*.toml. Nothing is overwritten.
    """
    from sponge.base.did_you_mean import suggestion_or_list
    from sponge.io.examples import CONTROL, copy_examples, examples

    known = examples()
    if not words:
        print_json(known) if as_json else click.echo(_text(known))
        return
    *names, folder = words
    if len(names) > 1:
        raise UsageError(f"give a name and a folder, or a folder alone, not {len(words)} words")
    if not names and folder in known:
        raise UsageError(f"give a folder too: sponge example {folder} DIR")
    if names and names[0] not in known:
        raise UsageError(f"there is no example '{names[0]}'{suggestion_or_list(names[0], known)}")
    written = copy_examples(names or list(known), Path(folder))
    models = [path for path in written if path.suffix == ".inp"]
    scenarios = [path for path in written if path.parent.name == "scenarios"]
    if as_json:
        print_json({"files": written, "models": models, "scenarios": scenarios})
        return
    click.echo(f"{len(written)} files in {folder}")
    for path in models:
        click.echo(f"  sponge run {path}")
    for path in scenarios:
        click.echo(f"  sponge sweep {path}")
    for path in written:
        if path.suffix == ".toml" and path.parent.name == CONTROL:
            click.echo(f"  python: sponge.gym.ControlVectorEnv({str(path)!r})")


def _text(known: dict[str, str]) -> str:
    rows = [f"{name:<10} {what}" for name, what in known.items()]
    return "\n".join([*rows, "", "sponge example NAME DIR copies one with its scenarios, sponge example DIR all"])
