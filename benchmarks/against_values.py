"""The same values? Runs the cases on both sides and compares what they write, variable by variable, bit for bit."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from against_cases import MODELS, ROOT, STEPPED, SWEEPS, Case
from against_datasets import continuity_errors, differences
from against_sides import Side, digest_of, last_line

STEPS = Path(__file__).with_name("against_steps.py")
RAN = (0, 4)  # exit codes that leave results: completed, numbers ran away
SHOWN = 4  # variables of a line


@dataclass
class Verdict:
    """What came out of one case."""

    name: str
    compared: bool
    variables: int = 0
    differs: dict[str, str | float] = field(default_factory=dict)  # variable: what, or its largest relative difference
    errors: tuple[dict[str, float], ...] = ()  # continuity errors of both sides, %
    reason: str = ""  # why it was not compared
    may_lack: bool = False  # its model need not be on this machine, and is not

    @property
    def line(self) -> str:
        """A row of the table."""
        if not self.compared:
            return f"{self.name:<18} not compared: {self.reason}"
        if not self.differs:
            return f"{self.name:<18} same    {self.variables:>4} variables   {self._continuity()}"
        found = [f"{n} {v:.1e}" if isinstance(v, float) else f"{n} {v}" for n, v in self.differs.items()]
        more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        told = ", ".join(found[:SHOWN]) + more
        return f"{self.name:<18} DIFFERS {len(found):>4} of {self.variables}: {told}   {self._continuity()}"

    def _continuity(self) -> str:
        this, other = self.errors
        told = [f"{n} {v:.4g}" if v == other.get(n) else f"{n} {v:.10g} / {other.get(n)}" for n, v in this.items()]
        return "continuity % " + ", ".join(told) if told else ""


def chosen(patterns: list[str]) -> list[Case]:
    """The cases that the patterns name, and those that must run before them."""
    every = [*MODELS, *SWEEPS, *STEPPED]
    names = {case.name for case in every if not patterns or any(fnmatch(case.name, p) for p in patterns)}
    names |= {case.needs for case in every if case.name in names}
    return [case for case in every if case.name in names]


def compare_values(this: Side, other: Side, patterns: list[str], keep: Path | None) -> Iterator[Verdict]:
    """A verdict a case, as they come."""
    with tempfile.TemporaryDirectory(prefix="against-") as scratch, kept_folder(keep, Path(scratch)) as reference:
        fresh = Path(scratch) / "this"
        fresh.mkdir()
        for case in chosen(patterns):
            yield verdict(case, (this, fresh), (other, reference))


@contextmanager
def kept_folder(keep: Path | None, scratch: Path) -> Iterator[Path]:
    """Where the other side's results lie: to stay, or for now."""
    folder = keep or scratch / "other"
    folder.mkdir(parents=True, exist_ok=True)
    yield folder


def verdict(case: Case, *sides: tuple[Side, Path]) -> Verdict:
    """Both sides' results of a case, compared."""
    if not case.file.exists():
        return Verdict(case.name, False, reason=f"no {case.source}", may_lack=case.may_lack)
    files = []
    for side, folder in sides:
        reason = make(case, side, folder)
        if reason:
            return Verdict(case.name, False, reason=f"{side.checkout}: {reason}")
        files.append(folder / results_name(case))
    differs, count = differences(*files)
    for name in case.leaves:
        one, two = (folder / name for _, folder in sides)
        if not one.exists() or not two.exists():
            differs[name] = "not written"
        elif one.read_bytes() != two.read_bytes():
            differs[name] = "other bytes"
    errors = tuple(continuity_errors(file) for file in files)
    return Verdict(case.name, True, count + len(case.leaves), differs, errors)


def make(case: Case, side: Side, folder: Path) -> str:
    """Have a side's results in a folder, unless they lie there already; why there are none, if so."""
    stamp, output = folder / f"{case.name}.json", folder / results_name(case)
    key = {"sources": side.digest, "case": case_digest(case)}
    if stamp.exists() and output.exists() and json.loads(stamp.read_text()) == key:
        return ""
    stamp.unlink(missing_ok=True)
    model = case.file
    if case.edits or case.more:
        model = folder / f"{case.name}.inp"
        model.write_text(edited(case), encoding="utf-8")
    done = side.run(*command_of(case, model, output), folder=folder)
    if done.returncode not in RAN or not output.exists():
        return last_line(done)
    stamp.write_text(json.dumps(key))
    return ""


def results_name(case: Case) -> str:
    """The file of a case's results."""
    return f"{case.name}.npz" if case in STEPPED else f"{case.name}.nc"


def command_of(case: Case, model: Path, output: Path) -> list[str]:
    """What Python is given."""
    if case in STEPPED:
        return [str(STEPS), str(model), str(output)]
    jobs = ("--jobs", "1") if case.command == "sweep" else ()
    return ["-m", "sponge", case.command, str(model), "-o", output.name, *case.options, *jobs, "--overwrite", "--quiet"]


def edited(case: Case) -> str:
    """The text of a case's model; ValueError where there is nothing for an edit to replace."""
    text = case.file.read_text(encoding="utf-8")
    for old, new in case.edits:
        if old not in text:
            raise ValueError(f"{case.name}: no '{old}' in {case.source}")
        text = text.replace(old, new)
    return text + case.more


def case_digest(case: Case) -> str:
    """Of everything that a case's results follow from beside the sources."""
    found = hashlib.sha256(repr(asdict(case)).encode() + case.file.read_bytes())
    if case.command == "sweep":
        found.update(digest_of(ROOT / "models", "*").encode())
    if case in STEPPED:
        found.update(STEPS.read_bytes())
    return found.hexdigest()
