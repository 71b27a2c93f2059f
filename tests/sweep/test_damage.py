"""Blocks of a sweep that are damaged on the disk are noticed and run anew; what is sound is kept."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr
from sweep_texts import all_pairs

from sponge.base.errors import SpongeError, UsageError
from sponge.results.open_results import open_results
from sponge.results.writers import merge
from sponge.simulation.warmup_models import TEXTS
from sponge.sweep import block_job
from sponge.sweep import run as running
from sponge.sweep.finished_blocks import FinishedBlocks
from sponge.sweep.plan import Plan, read_plan
from sponge.sweep.run import run_plan
from sponge.sweep.seals import read_sealed, write_sealed

SWEEP = all_pairs([1, 2, 5, 10, 20, 50], [0.8, 1.2])
SIZE, FINISHED = 4, 2  # lanes of a block; blocks of three that are finished


class Stop(Exception):
    """Somebody pulls the plug."""


@pytest.fixture(scope="module", params=[".nc", ".zarr"])
def stopped(request, tmp_path_factory) -> tuple[Path, str, xr.Dataset]:
    """A folder with what a sweep left that stopped before its last block, its suffix, and results of a whole one."""
    if request.param == ".zarr":
        pytest.importorskip("zarr")
    folder = tmp_path_factory.mktemp("stopped")
    (folder / "small.inp").write_text(TEXTS["DYNWAVE"])
    (folder / "s.toml").write_text(SWEEP)
    plan = plan_in(folder)

    def progress(done: float) -> None:
        if done >= SIZE * FINISHED:
            raise Stop

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "block_size", lambda *_: SIZE)
        whole = results(run_plan(plan, tmp_path_factory.mktemp("whole") / f"a{request.param}", jobs=1).output)
        with pytest.raises(Stop):
            run_plan(plan, folder / f"a{request.param}", jobs=1, progress=progress)
    return folder, request.param, whole


@pytest.fixture
def again(stopped, tmp_path) -> tuple[Path, Path, str, xr.Dataset]:
    """A copy of that folder, its NAME.parts, the suffix, and the results of a whole sweep."""
    folder = tmp_path / "copy"
    shutil.copytree(stopped[0], folder)
    return folder, folder / "a.parts", *stopped[1:]


def plan_in(folder: Path) -> Plan:
    return read_plan(folder / "s.toml")


def results(path: Path) -> xr.Dataset:
    with open_results(path) as ds:
        return ds.load()


def resumed(again: tuple[Path, Path, str, xr.Dataset]) -> int:
    """How many scenarios resuming computes; its results are those of the whole."""
    folder, parts, suffix, whole = again
    finished = run_plan(plan_in(folder), folder / f"a{suffix}", jobs=1, resume=True)
    xr.testing.assert_equal(whole, results(folder / f"a{suffix}"))
    assert not parts.exists() and not list(folder.rglob("*.tmp"))
    return finished.computed


def test_killed_while_blocks_are_put_together(again, monkeypatch):
    """Half a file stands among the blocks, not beside the results, and goes with them."""
    folder, parts, suffix, _ = again
    if suffix == ".zarr":
        pytest.skip("blocks of a zarr store are in it from the start")

    def killed(*_: object) -> None:
        raise Stop

    with monkeypatch.context() as patch:
        patch.setattr(merge, "_take", killed)
        patch.setattr(merge.NetCDFWriter, "abandon", lambda _: None)
        with pytest.raises(Stop):
            run_plan(plan_in(folder), folder / "a.nc", jobs=1, resume=True)
    assert list(parts.glob(".a.nc.*.tmp")) and not list(folder.glob(".*.tmp"))
    assert resumed(again) == 0


def flip(path: Path, at: float = 0.5) -> None:
    """Turn a bit of a file."""
    data = bytearray(path.read_bytes())
    data[int(at * (len(data) - 1))] ^= 0x10
    path.write_bytes(data)


def cut(path: Path) -> None:
    """Lose the second half of a file."""
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def file_of_block(parts: Path, block: int) -> Path:
    """A file with results of a block."""
    file = parts / f"block-{block:05d}.nc"
    chunks = [path for path in parts.glob(f"results.zarr/link_flow/c/{block}/**/*") if path.is_file()]
    return file if file.exists() else chunks[0]


def test_nothing_is_done_twice(again):
    assert resumed(again) == SIZE


@pytest.mark.parametrize("harm", [flip, lambda p: flip(p, 0.0), cut, Path.unlink], ids=["bit", "first", "cut", "gone"])
def test_results_of_a_block(again, harm):
    harm(file_of_block(again[1], 1))
    assert resumed(again) == 2 * SIZE


@pytest.mark.parametrize("harm", [flip, lambda p: p.write_text("[[[" * 5000)], ids=["bit", "nested"])
def test_note_of_a_block(again, harm):
    harm(again[1] / "block-00000.json")
    assert resumed(again) == 2 * SIZE


def test_a_note_that_was_edited(again):
    """What JSON holds well may still not be what was written."""
    path = again[1] / "block-00000.json"
    path.write_text(path.read_text().replace('"status": [\n  0', '"status": [\n  4'))
    assert resumed(again) == 2 * SIZE


@pytest.mark.parametrize("harm", [cut, lambda p: p.write_bytes(b"\xff\xfe")], ids=["cut", "no text"])
def test_manifest(again, harm):
    """Finished blocks say themselves which sweep they are of."""
    harm(again[1] / "manifest.json")
    assert resumed(again) == SIZE


def test_a_bit_of_the_manifest(again):
    path = again[1] / "manifest.json"
    text = path.read_text()
    before, after = text.split('"kernels": "')
    path.write_text(f'{before}"kernels": "!{after[1:]}')
    assert resumed(again) == SIZE


def test_a_manifest_that_is_gone_with_all_notes(again):
    folder, parts, suffix, _ = again
    (parts / "manifest.json").write_text("{")
    for note in parts.glob("block-*.json"):
        cut(note)
    with pytest.raises(UsageError, match="cannot be read"):
        run_plan(plan_in(folder), folder / f"a{suffix}", jobs=1, resume=True)


@pytest.mark.parametrize(
    "name, harm", [("zarr.json", cut), ("link_flow/zarr.json", Path.unlink), ("node/c/0", flip), ("years/c/1", flip)]
)
def test_frame_of_a_store(again, name, harm):
    if again[2] != ".zarr":
        pytest.skip("a file has no frame before it is put together")
    harm(again[1] / "results.zarr" / name)
    assert resumed(again) == SIZE


def test_half_written_files_are_swept_away(again):
    folder, parts, suffix, _ = again
    for name in (".block-00002.nc.1-ab.tmp", ".manifest.json.7.tmp"):
        (parts / name).write_bytes(b"half")
    if suffix == ".zarr":
        (parts / "results.zarr" / "status" / "c" / "2.0123.partial").write_bytes(b"half")
        (parts / ".results.zarr.77.tmp").mkdir()
    assert resumed(again) == SIZE
    assert not list((folder / f"a{suffix}").rglob("*.partial"))


def test_results_damaged_while_the_sweep_goes_on(again, monkeypatch):
    """The first try of the last block does not stay as it was written: it is run once more."""
    finish, tries = FinishedBlocks.finish, []

    def finish_and_lose(self: FinishedBlocks, block: int, *about: object) -> None:
        finish(self, block, *about)
        tries.append(block)
        if len(tries) == 1:
            flip(file_of_block(self.folder, block))

    monkeypatch.setattr(block_job.FinishedBlocks, "finish", finish_and_lose)
    assert resumed(again) == SIZE
    assert tries == [2, 2]


def test_a_disk_that_keeps_nothing(again, monkeypatch):
    finish: Callable[..., None] = FinishedBlocks.finish

    def finish_and_lose(self: FinishedBlocks, block: int, *about: object) -> None:
        finish(self, block, *about)
        flip(file_of_block(self.folder, block))

    folder, _, suffix, _ = again
    monkeypatch.setattr(block_job.FinishedBlocks, "finish", finish_and_lose)
    with pytest.raises(SpongeError, match=r"do not stay as they were written(.|\n)*--resume"):
        run_plan(plan_in(folder), folder / f"a{suffix}", jobs=1, resume=True)


def test_seals(tmp_path):
    path = tmp_path / "t.json"
    write_sealed(path, {"of": "städtchen", "status": (0, 4), "size": 8})
    assert read_sealed(path) == {"of": "städtchen", "status": [0, 4], "size": 8}
    whole = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(whole | {"size": 7}))
    assert read_sealed(path) is None and read_sealed(tmp_path / "none.json") is None
