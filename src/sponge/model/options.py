# SPDX-License-Identifier: Apache-2.0
"""[OPTIONS], SI units: durations s, lengths m, areas m2, slopes and fractions of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

LEAST_STEP = 0.001  # s, of routing: EPA SWMM's least


@dataclass(frozen=True, slots=True)
class Options:
    """What EPA SWMM's [OPTIONS] may say; defaults are EPA's."""

    flow_units: str = "CFS"  # CFS GPM MGD CMS LPS MLD: the file's, also of what it writes back
    infiltration: str = "HORTON"
    routing: str = "DYNWAVE"  # STEADY KINWAVE DYNWAVE (obsolete NF, KW, EKW, DW are accepted)
    solver: str = "picard"  # of engine.solvers: who routes the dynamic wave; [OPTIONS] has no word for it
    depth_tolerance: float = 0.0  # m, error of a step that the solver keeps to; 0 = its own
    compat: str = "none"  # of model.compat: whose numbers where EPA SWMM is wrong; [OPTIONS] has no word for it
    link_offsets: str = "DEPTH"  # DEPTH ELEVATION
    force_main_equation: str = "H-W"  # H-W D-W
    surcharge_method: str = "EXTRAN"  # EXTRAN SLOT
    ignore_rainfall: bool = False
    ignore_snowmelt: bool = False
    ignore_groundwater: bool = False
    ignore_rdii: bool = False
    ignore_routing: bool = False
    ignore_quality: bool = False
    allow_ponding: bool = False
    skip_steady_state: bool = False
    system_flow_tolerance: float = 0.05  # fraction
    lateral_flow_tolerance: float = 0.05  # fraction
    start: datetime = datetime(2004, 1, 1)
    end: datetime = datetime(2004, 1, 1)
    report_start: datetime | None = None  # None = start
    sweep_start: tuple[int, int] = (1, 1)  # month, day
    sweep_end: tuple[int, int] = (12, 31)  # month, day
    dry_days: float = 0.0  # days without rain before the start
    report_step: float = 900.0  # s
    wet_step: float = 300.0  # s
    dry_step: float = 3600.0  # s
    routing_step: float = 20.0  # s
    rule_step: float = 0.0  # s, 0 = at every routing step
    inertial_damping: str = "PARTIAL"  # NONE PARTIAL FULL
    normal_flow_limited: str = "BOTH"  # SLOPE FROUDE BOTH NONE
    min_surface_area: float = 0.0  # m2, 0 = EPA's 12.566 ft2
    min_slope: float = 0.0  # m/m
    variable_step: float = 0.75  # Courant factor, 0 = fixed step
    lengthening_step: float = 0.0  # s, 0 = no conduit is lengthened
    min_routing_step: float = 0.5  # s
    max_trials: int = 0  # 0 = EPA's 8
    head_tolerance: float = 0.0  # m, 0 = EPA's 0.005 ft
    threads: int = 1  # number, without effect
    temp_dir: str = ""
    other: tuple[tuple[str, str], ...] = field(default=())  # accepted and without effect (COMPATIBILITY, ...)

    @property
    def duration(self) -> float:
        """Length of the simulation, s."""
        return (self.end - self.start).total_seconds()


@dataclass(frozen=True, slots=True)
class Report:
    """[REPORT]; only ``averages`` changes results, and with CONTROLS YES they have a list of control actions."""

    averages: bool = False
    rows: tuple[tuple[str, ...], ...] = ()

    def says(self, word: str, default: bool = False) -> bool:
        """The last YES or NO of a line that begins with a word; the default where there is none."""
        for name, *rest in self.rows:
            if name.upper().startswith(word) and rest:
                default = rest[0].upper() == "YES"
        return default
