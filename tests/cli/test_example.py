"""Models that come with sponge are copied out whole, with the scenarios that name them, and over nothing."""

from __future__ import annotations

import json

import pytest

import sponge.io.examples as module
from sponge.base.errors import UsageError
from sponge.io.examples import copy_examples, examples


def test_what_is_copied_runs(sponge, tmp_path):
    done = sponge("example", "tutorial", tmp_path / "mine")
    assert done.returncode == 0, done.stderr
    assert f"sponge run {tmp_path / 'mine/models/tutorial/tutorial.inp'}" in done.stdout
    assert sponge("check", tmp_path / "mine/models/tutorial/tutorial.inp").returncode == 0


def test_the_district_comes_with_its_scenarios_and_companions(sponge, root, tmp_path):
    said = json.loads(sponge("example", "beichen", tmp_path, "--json").stdout)
    copied = {name.removeprefix(f"{tmp_path}/") for name in said["files"]}
    ours = {path.relative_to(root).as_posix() for path in (root / "scenarios").glob("*.toml")}
    assert ours <= copied and {"models/beichen/zones.csv", "models/beichen/measures/outlets.toml"} <= copied
    assert not [name for name in copied if name.endswith((".nc", ".pyc")) or "hillside" in name]
    dry = sponge("sweep", tmp_path / "scenarios/design-storms.toml", "--only", "measures=base", "--dry-run")
    assert dry.returncode == 0, dry.stderr


def test_control_problems_come_with_their_models(sponge, root, tmp_path):
    said = sponge("example", "control", tmp_path).stdout
    ours = {path.name for path in (root / "scenarios" / "control").iterdir() if path.is_file()} - {"polder.toml"}
    assert {path.name for path in (tmp_path / "scenarios" / "control").iterdir()} == ours
    assert said.startswith(f"{len(ours)} files") and "theta.toml')" in said
    assert "polder.toml')" in sponge("example", "polder", tmp_path).stdout


def test_nothing_is_overwritten(tmp_path):
    copied = copy_examples(["tutorial"], tmp_path)
    copied[0].write_text("my own")
    with pytest.raises(UsageError, match=r"nothing is overwritten: .*tutorial\.inp"):
        copy_examples(list(examples()), tmp_path)
    assert copied[0].read_text() == "my own"
    assert {path.name for path in (tmp_path / "models").iterdir()} == {"tutorial"}


def test_what_cannot_be_copied_whole_is_not_copied(tmp_path, monkeypatch):
    """A disk that fills half way leaves nothing behind."""
    room = iter(range(20))

    def copy(source, target):
        if next(room, None) is None:
            raise OSError(28, "No space left on device", str(target))
        target.write_bytes(source.read_bytes())

    monkeypatch.setattr(module.shutil, "copyfile", copy)
    with pytest.raises(UsageError, match="No space left"):
        copy_examples(["beichen"], tmp_path)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("words, said", [
    (("tutorail", "x"), "did you mean 'tutorial'"), (("tutorial",), "give a folder too"),
    (("a", "b", "c"), "not 3 words"),
])  # fmt: skip
def test_wrong_words_are_refused(sponge, tmp_path, words, said):
    done = sponge("example", *words)
    assert done.returncode == 2 and said in done.stderr
    assert not list(tmp_path.iterdir())


def test_without_a_folder_lists_them(sponge):
    assert "beichen    Beichen, Tianjin" in sponge("example").stdout
