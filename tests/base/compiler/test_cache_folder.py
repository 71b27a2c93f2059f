"""Compiled code is run, so it is kept where nobody else can put any; and a run needs no such place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from sponge.base.compiler.cache_folder import choose

ROOT = hasattr(os, "getuid") and os.getuid() == 0
POSIX = pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners and modes are POSIX's")


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that was asked for, and a temporary folder of the system."""
    monkeypatch.setenv("SPONGE_CACHE_DIR", str(tmp_path / "asked"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    return tmp_path


def temporary(places: Path) -> Path:
    return places / "temporary" / f"sponge-{os.getuid()}" / "kernels"


def test_the_folder_that_was_asked_for_is_made_for_the_user_alone(places: Path) -> None:
    folder, refused = choose("kernels")
    assert (folder, refused) == (places / "asked" / "kernels", "")
    assert os.name == "nt" or folder.stat().st_mode & 0o777 == 0o700


@POSIX
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702])
def test_code_of_a_folder_that_others_write_to_is_not_loaded(places: Path, mode: int) -> None:
    (places / "asked" / "kernels").mkdir(parents=True)
    (places / "asked" / "kernels").chmod(mode)
    folder, refused = choose("kernels")
    assert folder == temporary(places) and "others may write to it" in refused


@pytest.mark.skipif(not ROOT, reason="only root gives a folder away")
def test_code_of_another_user_is_not_loaded(places: Path) -> None:
    """Neither that of the folder asked for, nor what somebody put under the name that comes next."""
    for root in (places / "asked", temporary(places).parent):
        (root / "kernels").mkdir(parents=True)
        os.chown(root / "kernels", 12345, -1)
    folder, refused = choose("kernels")
    assert folder is None and refused.count("belongs to another user") == 2


@pytest.mark.skipif(not ROOT, reason="only root gives a folder away")
def test_nor_below_a_folder_of_another_user_who_could_exchange_it(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (places / "file").touch()
    monkeypatch.setenv("SPONGE_CACHE_DIR", str(places / "file" / "asked"))
    temporary(places).parent.mkdir()
    os.chown(temporary(places).parent, 12345, -1)
    assert choose("kernels").path is None


@POSIX
def test_a_link_is_no_folder(places: Path) -> None:
    (places / "asked").mkdir()
    (places / "elsewhere").mkdir()
    (places / "asked" / "kernels").symlink_to(places / "elsewhere")
    assert choose("kernels").path == temporary(places)


def refuses(_: str) -> str:
    raise RuntimeError("no home directory")


@POSIX
@pytest.mark.parametrize("told", [lambda _: "~/.cache/sponge", refuses])
def test_a_user_without_a_home(places: Path, monkeypatch: pytest.MonkeyPatch, told) -> None:
    """Nothing is made under a name such as ~ in the folder where the user happens to be."""
    monkeypatch.delenv("SPONGE_CACHE_DIR")
    monkeypatch.setattr("platformdirs.user_cache_dir", told)
    monkeypatch.chdir(places)
    assert choose("kernels").path == temporary(places) and not (places / "~").exists()


@POSIX
def test_nowhere_to_write(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (places / "file").touch()
    monkeypatch.setenv("SPONGE_CACHE_DIR", str(places / "file" / "asked"))
    monkeypatch.setattr(tempfile, "tempdir", str(places / "file"))
    folder, refused = choose("kernels")
    assert folder is None and "file/asked: " in refused
