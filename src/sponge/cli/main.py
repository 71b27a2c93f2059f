# SPDX-License-Identifier: Apache-2.0
"""``sponge``: finds the command, and turns what goes wrong into a message and an exit code.

Commands are loaded when they are called: ``sponge --help`` imports nothing but click.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from itertools import pairwise
from typing import Any, NoReturn

import click

from sponge.base.did_you_mean import suggestion_or_list
from sponge.base.errors import Exit, ModelError, SpongeError
from sponge.base.version import VERSION
from sponge.cli.common import Interrupted, heed_requests_to_stop

COMMANDS = {  # name -> (module, what it does)
    "run": ("sponge.cli.run", "Simulate a model and write its hydrographs to a netCDF file."),
    "sweep": ("sponge.cli.sweep", "Simulate many scenarios into one labelled dataset."),
    "check": ("sponge.cli.check", "Print every problem of a model."),
    "compare": ("sponge.cli.compare", "Hold results against observations: scores, bands, a picture."),
    "calibrate": ("sponge.cli.calibrate", "Search the parameters that fit observations best."),
    "verify": ("sponge.cli.verify", "Run EPA SWMM on the same model and print the differences."),
    "assess": ("sponge.cli.assess", "Hold results against standards: indicators, targets, verdicts."),
    "size": ("sponge.cli.size", "LID units by the volume method, as a sweep that checks them."),
    "report": ("sponge.cli.report", "Write results as one page for a browser: maps, hydrographs, profiles, ledgers."),
    "plot": ("sponge.cli.plot", "Draw results as a picture: PNG, SVG or PDF."),
    "export": ("sponge.cli.export", "Write results as a file of another program."),
    "info": ("sponge.cli.info", "What a model holds, and what its run will cost."),
    "lid": ("sponge.cli.lid", "Facilities of sponge-city guides as LID controls."),
    "storm": ("sponge.cli.storm", "Design storms, storms that happened, continuous rain."),
    "example": ("sponge.cli.example", "Copy the models and scenarios that come with sponge."),
    "warmup": ("sponge.cli.warmup", "Compile everything once, so that later runs start at once."),
    "cache": ("sponge.cli.cache", "Where compiled code is kept, how much, what of it is stale."),
}

NAMED = 300  # letters of a path that a message names
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names, in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        return getattr(import_module(COMMANDS[cmd_name][0]), cmd_name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command that is meant; an unknown one is refused with the nearest name."""
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in COMMANDS:
            ctx.fail(f"there is no command '{name}'{suggestion_or_list(name, COMMANDS)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="sponge")
def cli() -> None:
    """Urban stormwater simulation: EPA SWMM models, fast, into netCDF.

    Exit codes: 0 ok, 1 internal error, 2 wrong usage, 3 bad model, 4 numerical failure (results kept),
    5 some scenarios of a sweep failed (the rest kept), 6 a check that was asked for failed (verify --tolerance,
    assess), 7 nothing failed but something could not be judged (assess), 130 interrupted.
    """


def main() -> NoReturn:
    """Entry point of the command line."""
    heed_requests_to_stop()
    sys.exit(int(_guarded(sys.argv[1:])))


def _guarded(arguments: list[str]) -> int:
    debug = "--debug" in arguments or bool(os.environ.get("SPONGE_DEBUG"))
    try:
        return cli.main(arguments, prog_name="sponge", standalone_mode=False) or Exit.OK
    except click.ClickException as error:
        _show(error)
        return error.exit_code
    except (click.exceptions.Abort, KeyboardInterrupt):
        _say("interrupted")
        return Exit.INTERRUPTED
    except Interrupted as error:
        _say(str(error))
        return Exit.INTERRUPTED
    except ModelError as error:
        return _model_error(error)
    except SpongeError as error:
        _say(f"error: {error}")
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has gone
        _drop_output()
        return Exit.OK
    except Exception as error:
        if isinstance(error, OSError) and error.errno in FULL:  # not of a file of ours: of what we print
            _drop_output()
            _say(f"error: cannot print: {error.strerror}")
            return Exit.USAGE
        if debug:
            raise
        if isinstance(error, OSError) and error.strerror:  # the system's: a name too long, a folder that is closed
            _say(f"error: {error.strerror}: {_short(error.filename)}" if error.filename else f"error: {error.strerror}")
            return Exit.USAGE
        if isinstance(error, MemoryError):
            _say("error: there is not enough memory for this model")
            return Exit.USAGE
        text = (str(error).splitlines() or [""])[0]
        _say(f"internal error: {type(error).__name__}: {text} (a defect of sponge; --debug shows where)")
        return Exit.INTERNAL


def _short(name: Any) -> str:
    """A path as a message names it."""
    text = os.fsdecode(name) if isinstance(name, str | bytes | os.PathLike) else str(name)
    return text if len(text) <= NAMED else f"{text[:NAMED]}..."


def _drop_output() -> None:
    """What is still to be printed goes nowhere, or Python complains of it at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _model_error(error: ModelError) -> int:
    """Every problem that keeps a model from running; warnings only as a number."""
    fatal = [p for p in error.problems if p.fatal]
    warnings = len(error.problems) - len(fatal)
    also = f" ({warnings} warnings too: sponge check lists them)" if warnings else ""
    if len(fatal) > 1 or warnings:
        _say(f"error: the model cannot be run: {len(fatal)} problem{'s' if len(fatal) > 1 else ''}{also}")
    for problem in fatal:
        _say(str(problem))
    return error.exit_code


def _show(error: click.ClickException) -> None:
    """What click refuses, in the reader's language."""
    from sponge.words.messages import told

    text = told(error.format_message(), _language())
    said = click.UsageError(text, error.ctx) if isinstance(error, click.UsageError) else click.ClickException(text)
    said.show()


def _say(text: str) -> None:
    from sponge.words.messages import told

    click.echo(told(text, _language()), err=True)


def _language() -> str:
    """The language of --lang, whichever command has it, else the environment's; a wrong one is refused elsewhere."""
    from sponge.words import LANGUAGES, language_of

    words = sys.argv[1:]
    asked = next((word.partition("=")[2] for word in words if word.startswith("--lang=")), "")
    asked = asked or next((after for word, after in pairwise(words) if word == "--lang"), "")
    return asked if asked in LANGUAGES else language_of()
