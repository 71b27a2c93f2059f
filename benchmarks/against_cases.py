"""What ``against.py`` runs through both checkouts: models, sweeps, models to step and go back in, models to time.

Together the models use every routing, infiltration method, LID unit, process and structure. A model's file is the
project's own, one of the tests' cases or one of the shared models (``shared/...``, which may be absent). All files are
those beside this script, for both sides.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@cache
def shared_models() -> Path:
    """The folder of shared models: beside this checkout, or beside the one that this is a worktree of."""
    beside = ROOT.parent / "shared" / "models"
    command = ["git", "-C", str(ROOT), "rev-parse", "--path-format=absolute", "--git-common-dir"]
    said = subprocess.run(command, capture_output=True, text=True)
    if beside.exists() or said.returncode:
        return beside
    return Path(said.stdout.strip()).parents[1] / "shared" / "models"


@dataclass(frozen=True)
class Case:
    """One command and the file that it writes; the cases of a side run in the order of the list, in one folder.

    ``edits`` are words that are replaced in the model, ``more`` is text put after it.
    """

    name: str
    source: str
    options: tuple[str, ...] = ()
    edits: tuple[tuple[str, str], ...] = ()
    more: str = ""
    command: str = "run"
    needs: str = ""  # a case that must have run before
    leaves: tuple[str, ...] = ()  # further files that it writes, compared byte by byte

    @property
    def may_lack(self) -> bool:
        """Is its model one that need not be on a machine?"""
        return self.source.startswith("shared/")

    @property
    def file(self) -> Path:
        """The model or sweep, where it stands."""
        if self.may_lack:
            return shared_models() / self.source.removeprefix("shared/")
        return ROOT / self.source


TOWN, WORKS, TREE = (f"benchmarks/models/{name}.inp" for name in ("town", "works", "tree"))
CASES = "tests/parity/cases"
KINEMATIC = ("FLOW_ROUTING         DYNWAVE", "FLOW_ROUTING KINWAVE")
STEADY = ("FLOW_ROUTING         DYNWAVE", "FLOW_ROUTING STEADY")
LATER = ("START_TIME           00:00:00", "START_TIME           12:00:00")
SAVES = """
[FILES]
SAVE HOTSTART town.hsf
SAVE RAINFALL town.rff
SAVE RUNOFF town.rof
SAVE RDII town.rdii
SAVE OUTFLOWS town.txt
"""
USES = """
[FILES]
USE HOTSTART town.hsf
USE RAINFALL town.rff
USE RDII town.rdii
"""


MODELS = (
    Case("tutorial", "models/tutorial/tutorial.inp"),
    Case("hillside", "models/hillside/hillside.inp"),
    Case("polder", "models/polder/polder.inp"),
    Case("beichen", "models/beichen/beichen.inp"),
    Case("beichen-quality", "models/beichen/beichen-quality.inp", ("--until", "8h")),
    Case("works", WORKS),
    Case("works-slot", WORKS, edits=(
        ("VARIABLE_STEP        0.75", "VARIABLE_STEP 0.5\nSURCHARGE_METHOD SLOT\nINERTIAL_DAMPING FULL"),
        ("ALLOW_PONDING        YES", "ALLOW_PONDING NO\nNORMAL_FLOW_LIMITED FROUDE"),
    )),
    Case("works-darcy", WORKS, edits=(
        ("FORCE_MAIN_EQUATION  H-W", "FORCE_MAIN_EQUATION D-W\nNORMAL_FLOW_LIMITED SLOPE\nINERTIAL_DAMPING NONE"),
        ("FORCE_MAIN 0.4 120", "FORCE_MAIN 0.4 0.5"), ("VARIABLE_STEP        0.75", "VARIABLE_STEP 0"),
    )),
    Case("works-averages", WORKS, more="\n[REPORT]\nAVERAGES YES\n"),
    Case("works-events", WORKS, edits=(("MIN_SURFAREA", "SKIP_STEADY_STATE YES\nSYS_FLOW_TOL 10\nMIN_SURFAREA"),),
         more="\n[EVENTS]\n06/01/2021 00:30 06/01/2021 01:30\n06/01/2021 02:00 06/01/2021 04:00\n"),
    Case("tree", TREE),
    Case("tree-steady", TREE, edits=(("KINWAVE", "STEADY"),), more="\n[REPORT]\nAVERAGES YES\n"),
    Case("town", TOWN, ("--save-state", "town.state", "--until", "12h")),
    Case("town-rest", TOWN, ("--from-state", "town.state"), needs="town"),
    Case("town-kinematic", TOWN, edits=(KINEMATIC,)),
    Case("town-steady", TOWN, edits=(STEADY,), more="\n[REPORT]\nAVERAGES YES\n"),
    Case("town-changed", TOWN, (
        "--set", "conduit[*].roughness *= 1.1", "--set", "subcatchment[yard].infiltration.conductivity = 8",
        "--set", "junction[n1].initial_depth += 10 cm", "--every", "5min",
    )),
    Case("town-saves", TOWN, edits=(("END_TIME             00:00:00", "END_TIME             12:00:00"),
                                    ("END_DATE             03/02", "END_DATE             03/01")), more=SAVES,
         leaves=("town.hsf", "town.rff", "town.rof", "town.rdii", "town.txt")),
    Case("town-uses", TOWN, edits=(LATER,), more=USES, needs="town-saves"),
    Case("snow", f"{CASES}/snow.inp"),
    Case("groundwater", f"{CASES}/groundwater.inp"),
    Case("pollutants", f"{CASES}/pollutants.inp"),
    Case("rules", f"{CASES}/rules.inp"),
    Case("streets", f"{CASES}/streets.inp"),
    Case("sections", "shared/swmm5plus/all_geometry_test/all_geometry_test.inp"),
    Case("greenville", "shared/swmm5plus/Greenville_EPA/Greenville_EPA.inp"),
    Case("all-sections", "shared/swmm_api/Example6-Final_AllSections_GUI/Example6-Final_AllSections_GUI.inp",
         ("--until", "24h")),
    Case("us-street", "shared/epa_update_v52/CoS-Reduced-Inlets/CoS-Reduced-Inlets.inp", ("--until", "2h")),
    Case("us-river", "shared/epa_user/user5/user5.inp", ("--until", "2h")),
    Case("us-kinematic", "shared/real_large/3525_Nodes/3525_Nodes.inp", ("--until", "4h")),
    Case("us-curve-number", "shared/swmmio/model_curve_num/model_curve_num.inp", ("--until", "12h")),
    Case("us-runoff-file", "shared/derived/iface_use_runoff/iface_use_runoff.inp"),
)  # fmt: skip
SWEEPS = (
    Case("storms", "benchmarks/models/storms.toml", command="sweep"),
    Case("samples", "benchmarks/models/samples.toml", command="sweep"),
    Case("measures", "scenarios/design-storms.toml", (
        "--only", "measures=base,lid_estates,all", "--only", "return_period=20", "--with", "lead=1h", "--with",
        "tail=3h"), command="sweep"),
)  # fmt: skip
STEPPED = (Case("steps-town", TOWN), Case("steps-polder", "models/polder/polder.inp"))


@dataclass(frozen=True)
class Timed:
    """A model whose engine is timed, for so many hours from its start; or a sweep, timed whole."""

    name: str
    source: str
    hours: float = 0.0  # 0: to the end

    @property
    def file(self) -> Path:
        """Where it stands."""
        return Case(self.name, self.source).file

    @property
    def is_sweep(self) -> bool:
        """Does it have lanes?"""
        return self.source.endswith(".toml")


TIMED = (
    Timed("beichen", "models/beichen/beichen.inp"),
    Timed("si-529-links", "shared/real_mid/950_Subs_600_Nodes_SI_Units/950_Subs_600_Nodes_SI_Units.inp", 4),
    Timed("us-625-links", "shared/real_mid/292_Storage_Nodes_200_Subs/292_Storage_Nodes_200_Subs.inp", 8),
    Timed("lanes-8", "benchmarks/models/lanes.toml"),
)
