"""Help is quick and imports nothing heavy."""

from __future__ import annotations

import resource
import subprocess
import sys

import pytest

from sponge.cli.main import COMMANDS


def test_help_lists_the_commands(sponge):
    done = sponge("--help")
    assert done.returncode == 0
    for command in COMMANDS:
        assert f"\n  {command}" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(sponge, command):
    done = sponge(command, "--help")
    assert done.returncode == 0
    assert "Usage: sponge" in done.stdout


def test_version(sponge):
    assert sponge("--version").stdout.startswith("sponge, version ")


def test_help_imports_no_numbers():
    code = (
        "import sys\nfrom sponge.cli.main import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'numba', 'xarray', 'h5py', 'rich', 'pydantic', 'scipy', 'swmm'} & set(sys.modules)\n"
        "sys.exit(f'imported {heavy}' if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
def test_help_is_quick(sponge):
    """0.15 s: the best of several, in processor time, which a busy machine stretches less."""
    seconds = []
    for _ in range(7):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        sponge("--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    assert min(seconds) <= 0.15
