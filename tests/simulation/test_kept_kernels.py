"""What is compiled is found again, and what these sources do not use is named and removed, and nothing else."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from sponge.base.compiler.cache_folder import CacheFolder
from sponge.simulation import kept_kernels
from sponge.simulation.kept_kernels import kept, prune

HERE, OTHER = "0123456789abcdef", "fedcba9876543210"


def write(folder: Path, version: object = "0.68.1") -> None:
    """A list and the code of a kernel, as Numba keeps them."""
    folder.mkdir(parents=True)
    (folder / "clock.now-8.py311.nbi").write_bytes(pickle.dumps(version) + b"more")
    (folder / "clock.now-8.py311.1.nbc").write_bytes(b"code" * 25)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """These sources' kernels, a solver's as it is and as it was, another version's, and somebody else's files."""
    monkeypatch.setattr(kept_kernels, "cache_folder", lambda: CacheFolder(tmp_path / HERE))
    monkeypatch.setattr(kept_kernels, "_solver_digests", lambda: {Path("picard"): "a" * 16})
    for name in ("sponge-engine", f"sponge-engine-picard-{'a' * 16}", f"sponge-engine-picard-{'b' * 16}"):
        write(tmp_path / HERE / name)
    write(tmp_path / OTHER / "sponge-engine", "0.61.0")
    write(tmp_path / "thesis" / "chapter")
    (tmp_path / ("d" * 16)).symlink_to(tmp_path / "thesis")
    return tmp_path


def test_what_is_kept_and_what_is_stale(cache: Path) -> None:
    these, *stale = kept()
    assert (these.folder, these.stale, these.numba, these.python) == (cache / HERE, False, ("0.68.1",), ("3.11",))
    size = these.bytes // 2
    assert size > 100 and all(one.stale and one.bytes == size for one in stale)
    assert [one.folder.name for one in stale] == [f"sponge-engine-picard-{'b' * 16}", OTHER]
    assert stale[1].numba == ("0.61.0",)


def test_pruning_leaves_these_and_what_is_not_ours(cache: Path) -> None:
    prune(kept())
    left = {path.relative_to(cache).as_posix() for path in cache.rglob("*.nbc")}
    folders = (f"{HERE}/sponge-engine", f"{HERE}/sponge-engine-picard-{'a' * 16}", "thesis/chapter")
    assert left == {f"{folder}/clock.now-8.py311.1.nbc" for folder in folders}
    assert [one.stale for one in kept()] == [False]


class Evil:
    """Unpickled, it would run something."""

    def __reduce__(self) -> tuple:
        return Path.touch, (Path("touched"),)


def test_no_code_of_another_folder_is_run(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(cache)
    write(cache / ("e" * 16) / "sponge-engine", Evil())
    (evil,) = (one for one in kept() if one.folder.name == "e" * 16)
    assert evil.numba == () and not (cache / "touched").exists()


def test_where_nothing_is_kept_there_is_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_kernels, "cache_folder", lambda: CacheFolder(None, "no space"))
    assert kept() == []
