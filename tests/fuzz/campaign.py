"""The long fuzzing run: ``python tests/fuzz/campaign.py --inputs 100000 --runs 5000 --commands 500``.

Two processes at once, watched from a third: one reads and checks every input, the other runs those that pass, a share
of them through the command. A process that says nothing for HANG seconds or dies is a defect of the input in hand; it
is begun anew with the next. The report says what was reached, by mutator and kind of file, and every defect once, with
the number that makes its input again: ``--replay NUMBER --into FOLDER``.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import queue
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
HANG = 20.0  # s
PATIENCE = 300.0  # s for the first input of a process, and for one that compiles kernels
MEMORY = 8 << 30  # bytes a process may take
MEMORY_DISK = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # small files by the hundred thousand


# --- the process that does the work -----------------------------------------------------------------------------------


def work(given: argparse.Namespace) -> None:
    """Examine inputs from a number on; a line of JSON before and after each."""
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    from examine import Examiner

    out = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)  # nothing else is printed there
    with tempfile.TemporaryDirectory(dir=MEMORY_DISK) as folder:
        examiner = Examiner(given.seed, Path(folder), not given.own)
        runs, commands, number = given.runs, given.commands, given.first
        while number < given.last and (given.role == "check" or runs > 0 or commands > 0):
            print(json.dumps({"begin": number}), file=out)
            command = given.role == "run" and commands > 0 and number % given.every == 0
            found = examiner.examine(number, run=given.role == "run" and runs > 0, command=command)
            print(json.dumps({"number": number} | found.as_dict()), file=out)
            runs -= found.steps >= 50
            commands -= found.command
            number += 1


# --- the process that watches -----------------------------------------------------------------------------------------


@dataclass
class Report:
    """What was reached, and what was found."""

    counts: dict[str, Counter[str]] = field(
        default_factory=dict
    )  # read, passed, ran, steps, commands, inputs: by mutator
    defects: dict[str, list[int]] = field(default_factory=dict)
    examples: dict[str, dict[str, Any]] = field(default_factory=dict)
    slowest: float = 0.0

    def take(self, found: dict[str, Any], checks: bool) -> None:
        """Count one input; of the process that runs, only what it ran."""
        for key in ("all", *(f"by {name}" for name in set(found["mutators"])), f"of {kind_of(found)}"):
            counts = self.counts.setdefault(key, Counter())
            counts["inputs"] += checks
            counts["read"] += checks and found["read"]
            counts["passed"] += checks and found["passed"]
            counts["run"] += found["ran"]
            counts["run 50 steps"] += found["steps"] >= 50
            counts["status 4"] += found["status"] == 4
            counts["commands"] += found["command"]
        for text in found["defects"]:
            self.defect(text, found)

    def defect(self, text: str, found: dict[str, Any]) -> None:
        """A defect, under its first words."""
        key = text.split(": ")[0] + ": " + ": ".join(text.split(": ")[1:2])[:120] if ": " in text else text[:120]
        if key not in self.defects:
            print(f"number {found['number']} ({found['case']}, {found['file']}): {text}", file=sys.stderr, flush=True)
        self.defects.setdefault(key, []).append(found["number"])
        self.examples.setdefault(key, found)

    def text(self) -> str:
        """As a table."""
        columns = ("inputs", "read", "passed", "run", "run 50 steps", "status 4", "commands")
        lines = [f"{'':34}" + "".join(f"{name:>14}" for name in columns)]
        for key in sorted(self.counts, key=lambda k: (k != "all", k)):
            lines.append(f"{key:34}" + "".join(f"{self.counts[key][name]:>14}" for name in columns))
        total = self.counts.get("all", Counter())
        lines.append(f"\n{100.0 * total['passed'] / max(total['inputs'], 1):.1f} % of the inputs pass check")
        lines.append(f"{len(self.defects)} kinds of defects")
        for key, numbers in sorted(self.defects.items(), key=lambda item: -len(item[1])):
            example = self.examples[key]
            lines.append(f"  {len(numbers):5} x {key}")
            lines.append(f"          number {numbers[0]}: {example['case']}, {example['file']}, {example['mutators']}")
            lines += [f"          {text}" for text in example["defects"][:1]]
        return "\n".join(lines)


def kind_of(found: dict[str, Any]) -> str:
    """The kind of file that was damaged."""
    name = found["file"]
    if name.endswith(".inp"):
        return ".inp"
    return found["case"] if found["kind"] == "model" and not name.endswith(".csv") else name


class Watched:
    """A process that examines a range of inputs, begun anew where it dies or hangs."""

    def __init__(self, role: str, given: argparse.Namespace, report: Report, lock: threading.Lock):
        self.role, self.given, self.report, self.lock = role, given, report, lock
        self.at, self.runs, self.commands = given.first, given.runs, given.commands
        self.thread = threading.Thread(target=self.watch, daemon=True)

    def watch(self) -> None:
        """Until all is done."""
        last = self.given.first + self.given.inputs
        while self.at < last and (self.role == "check" or self.runs > 0 or self.commands > 0):
            self.once(last)

    def once(self, last: int) -> None:
        """One process to its end."""
        options = {
            "first": self.at,
            "last": last,
            "runs": self.runs,
            "commands": self.commands,
            "seed": self.given.seed,
        }
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        words += ["--every", str(self.given.every)] + (["--own"] if self.given.own else [])
        process = subprocess.Popen(
            [sys.executable, str(HERE / "campaign.py"), "--role", self.role, *words], stdout=subprocess.PIPE, text=True,
            stderr=subprocess.PIPE if self.given.quiet else None,
        )  # fmt: skip
        lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=_pump, args=(process.stdout, lines), daemon=True).start()
        current, patience = -1, PATIENCE
        while True:
            line = said_within(patience, process, lines)
            if line == "":
                process.kill()
                self.trouble(current, f"nothing for {patience:g} s: a hang")
                return
            if line is None:
                code = process.wait()
                if current >= 0 or code:
                    self.trouble(current, f"the process died with code {code}")
                return
            current, patience = self.heard(json.loads(line))

    def heard(self, said: dict[str, Any]) -> tuple[int, float]:
        """The number in hand, -1 between inputs, and how long to wait for the next word."""
        if "begin" in said:
            self.at = said["begin"]
            return self.at, PATIENCE if self.role == "run" else HANG
        with self.lock:
            self.report.take(said, self.role == "check")
        self.at, self.runs, self.commands = (
            said["number"] + 1,
            self.runs - (said["steps"] >= 50),
            self.commands - said["command"],
        )
        return -1, PATIENCE

    def trouble(self, number: int, text: str) -> None:
        """A process that had to be ended, or ended itself."""
        with self.lock:
            found = {"number": max(number, self.at), "case": "?", "file": "?", "mutators": [], "defects": [text]}
            self.report.defect(f"{self.role}: {text}", found)
        self.at += 1


def said_within(patience: float, process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> str | None:
    """The next line, None at the end; the empty text where the process has been at work for so long [s] without one.

    What counts is its own time on a processor, or ten times as long on a clock: the machine may have other work.
    """
    begun, used = time.monotonic(), processor_time(process.pid)
    while True:
        with contextlib.suppress(queue.Empty):
            return lines.get(timeout=0.5)
        if processor_time(process.pid) - used > patience or time.monotonic() - begun > 10.0 * patience:
            return ""


def processor_time(pid: int) -> float:
    """Seconds on a processor that a process has used, its children's that have ended among them."""
    try:
        words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, words[11:15])) / os.sysconf("SC_CLK_TCK")


def _pump(stream: Any, lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def campaign(given: argparse.Namespace) -> Report:
    """Both processes to their end."""
    report, lock, begun = Report(), threading.Lock(), time.monotonic()
    roles = ["check"] + (["run"] if given.runs or given.commands else [])
    watched = [Watched(role, given, report, lock) for role in roles]
    for one in watched:
        one.thread.start()
    with contextlib.suppress(KeyboardInterrupt):  # then the report is of what was reached
        while any(one.thread.is_alive() for one in watched):
            time.sleep(0.5)
            if not given.quiet and int(time.monotonic() - begun) % 300 == 0:
                said = ", ".join(f"{one.role} at {one.at}" for one in watched)
                told = f"{time.monotonic() - begun:.0f} s: {said}, {len(report.defects)} kinds of defects"
                print(told, file=sys.stderr)
                time.sleep(1.0)
    return report


def replay(given: argparse.Namespace) -> None:
    """Make one input again and leave its files in a folder."""
    from examine import Examiner

    with tempfile.TemporaryDirectory() as folder:
        examiner = Examiner(given.seed, Path(folder), not given.own)
        case, victim, data, made, _ = examiner.input(given.replay)
        if given.into:
            into = Path(given.into)
            into.mkdir(parents=True, exist_ok=True)
            case.write(into)
            (into / victim).write_bytes(data)
            print(f"{case.name}: {victim} by {made}, given {case.given} as {case.kind}, in {into}")
        print(json.dumps(examiner.examine(given.replay, run=True).as_dict(), indent=1))


def arguments() -> argparse.Namespace:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=0)
    parser.add_argument("--commands", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--last", type=int, default=0)
    parser.add_argument("--every", type=int, default=10, help="of how many inputs one goes through the command")
    parser.add_argument("--own", action="store_true", help="without the models of ../shared")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("--role", choices=("check", "run"))
    parser.add_argument("--replay", type=int, default=-1)
    parser.add_argument("--into", default="")
    return parser.parse_args()


def main() -> int:
    """0 where no defect was found."""
    given = arguments()
    sys.path[:0] = [str(HERE), str(HERE.parent / "sweep")]
    if given.role:
        with contextlib.suppress(BrokenPipeError):
            work(given)
        return 0
    if given.replay >= 0:
        replay(given)
        return 0
    begun = time.monotonic()
    report = campaign(given)
    print(report.text())
    print(f"{time.monotonic() - begun:.0f} s, seed {given.seed}")
    return 1 if report.defects else 0


if __name__ == "__main__":
    sys.exit(main())
