# SPDX-License-Identifier: Apache-2.0
"""``sponge cache``: where compiled kernels are kept, how much, and what of it is of other versions."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

import click

from sponge.base.version import VERSION
from sponge.cli.common import debug_option, json_option, print_json

if TYPE_CHECKING:
    from sponge.simulation.kept_kernels import Kept


@click.command()
@click.option("--prune", is_flag=True, help="Remove what is of other sources than these.")
@json_option
@debug_option
def cache(prune: bool, as_json: bool) -> None:
    """Where compiled kernels are kept, how much they take, and what is stale: of other versions of sponge's sources.

    The environment variable SPONGE_CACHE_DIR names another folder. It must be the user's own and closed to the writing
    of others, since what it holds is run; where it cannot be used, one of the user's under the system's temporary
    folder takes its place, and where that cannot be used either, nothing is kept and every run compiles anew.
    """
    import numba

    from sponge.base.compiler.cache_folder import VARIABLE
    from sponge.base.compiler.kernels import cache_folder
    from sponge.simulation import kept_kernels

    folder, refused = cache_folder()
    found = kept_kernels.kept()
    if prune:
        kept_kernels.prune(found)
    facts = {
        "folder": folder, "refused": refused, "variable": VARIABLE, "sponge": VERSION, "numba": numba.__version__,
        "python": platform.python_version(), "megabytes": _megabytes(found),
        "stale_megabytes": _megabytes([one for one in found if one.stale]), "pruned": prune,
        "kept": [vars(one) for one in found],
    }  # fmt: skip
    if as_json:
        print_json(facts)
    else:
        click.echo(_text(facts, found))


def _megabytes(folders: list[Kept]) -> float:
    return sum(one.bytes for one in folders) / 1e6


def _text(facts: dict[str, Any], found: list[Kept]) -> str:
    refused, variable = facts["refused"], facts["variable"]
    if facts["folder"] is None:
        return f"nothing is kept, every run compiles anew ({refused}); {variable} names a folder"
    lines = [f"compiled kernels of these sources are kept in {facts['folder']}"]
    lines += [f"  and not where they were to be: {refused}"] if refused else []
    lines += [f"sponge {facts['sponge']}, Numba {facts['numba']}, Python {facts['python']}", ""]
    lines.append(f"{'of sources':<34}{'Numba':<10}{'Python':<8}{'last written':<18}{'MB':>8}")
    for one in found:
        of = one.folder.name if one.stale else "these"
        when = f"{one.written:%Y-%m-%d %H:%M}" if one.written else "never"
        cells = f"{' '.join(one.numba):<10}{' '.join(one.python):<8}{when:<18}{one.bytes / 1e6:>8.1f}"
        lines.append(f"{of:<34}{cells}{'  stale' if one.stale else ''}")
    stale = facts["stale_megabytes"]
    if facts["pruned"]:
        lines += ["", f"removed what was stale: {stale:.1f} MB"]
    elif stale:
        all_in_all = facts["megabytes"]
        lines += ["", f"{all_in_all:.1f} MB in all, {stale:.1f} of which stale: sponge cache --prune removes it"]
    return "\n".join(lines)
