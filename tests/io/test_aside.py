"""Files written aside, and what is said of files that are not there."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from sponge.base.errors import UsageError
from sponge.io.aside import aside, check_folder
from sponge.io.nearby import nearby


def test_a_file_comes_whole(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("old")
    with aside(target) as part:
        part.write_text("half")
        assert part.suffix == ".csv"
        assert target.read_text() == "old"
        part.write_text("whole")
    assert target.read_text() == "whole"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


@pytest.mark.parametrize("failure", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_what_fails_leaves_what_was_there(tmp_path, failure):
    target = tmp_path / "a.csv"
    target.write_text("old")
    with pytest.raises((UsageError, KeyboardInterrupt)) as raised, aside(target, "the table") as part:
        part.write_text("half")
        raise failure
    if isinstance(failure, OSError):
        assert str(raised.value) == f"cannot write the table {target}: No space left on device"
    assert target.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv"]


def test_a_disk_that_takes_nothing_is_told_of_once(tmp_path, monkeypatch):
    """Where writing fails, so does removing: the first reason is the one that counts."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", refuse)
    with pytest.raises(UsageError, match=r"cannot write .*a\.csv: Read-only file system"), aside(tmp_path / "a.csv"):
        refuse()


def test_folders_are_looked_at_before(tmp_path):
    check_folder(tmp_path / "a.csv")
    with pytest.raises(UsageError, match=r"cannot write the table .*a\.csv: the folder .*none does not exist"):
        check_folder(tmp_path / "none" / "a.csv", "the table")


def test_a_file_is_meant_by_its_name_not_by_its_ending(tmp_path):
    for name in ("r.inp", "town.inp", "river.toml"):
        (tmp_path / name).touch()
    assert nearby(tmp_path / "twon.inp") == ", did you mean 'town.inp'?"
    assert nearby(tmp_path / "nosuch.inp") == "; there are: r.inp, town.inp"
    assert nearby(tmp_path / "nosuch.csv") == ""
    assert nearby(tmp_path / "none" / "town.inp") == ""
