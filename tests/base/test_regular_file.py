"""Files that are read whole: no pipe, no device, none too large."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sponge.base.regular_file import LARGEST, regular_bytes
from sponge.io import check_inp

NO_FILE = "pipe or a device"


def test_a_file(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert regular_bytes(path) == b"abc"
    with pytest.raises(OSError, match="too large"):
        regular_bytes(path, most=2)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "m.inp")
    with pytest.raises(OSError, match=NO_FILE):
        regular_bytes(tmp_path / "m.inp")
    (problem,) = check_inp(tmp_path / "m.inp")
    assert NO_FILE in problem.message


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no such device here")
def test_a_device_is_refused():
    (problem,) = check_inp("/dev/zero")
    assert NO_FILE in problem.message


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "m.inp"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    (problem,) = check_inp(path)
    assert "too large" in problem.message
