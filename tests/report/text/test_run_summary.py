"""The summary of a run as text."""

from __future__ import annotations

from sponge.report.text.run_summary import summary_text
from sponge.simulation.run import GAVE_UP

FACTS = {
    "model": "town.inp", "routing": "DYNWAVE", "solver": "picard", "start": "2020-01-01T00:00:00",
    "end": "2020-01-01T06:00:00", "duration": 21600.0, "began": 0.0, "reached": 21600.0, "not_simulated": [],
    "area": 10000.0,
    "counts": {"subcatchment": 1, "junction": 2}, "status": 0, "output": "town.nc",
    "runoff": {"rainfall": 250.0, "infiltration_loss": 50.0, "surface_runoff": 199.0, "final_storage": 0.5},
    "runoff_continuity_error": 0.2,
    "routing_ledger": {"wet_weather_inflow": 199.0, "outflow": 198.0, "flooding_loss": 0.0, "final_storage": 1.0},
    "routing_continuity_error": 0.01, "steps": 1080.0, "mean_iterations": 2.1, "steps_not_converged": 0.0,
    "flooding": [{"name": "J1", "node_flooding_volume": 3.0, "node_max_flooding": 0.01, "node_hours_flooded": 0.2}],
    "outfalls": [], "peak_flows": [], "surcharged": [], "pumps": [],
    "seconds": {"simulate": 0.5, "total": 1.2},
}  # fmt: skip


def test_says_what_an_engineer_looks_for():
    text = summary_text(FACTS)
    counts, ratio = "1 subcatchment, 2 junctions", "43,200 times"
    for words in (counts, "Total rainfall", "25.00", "Continuity error (%)", "J1", ratio):
        assert words in text
    assert "Pumps" not in text
    assert "Dry weather" not in text  # nothing of it, no line


def test_without_rain_there_is_no_runoff_table():
    assert "Runoff" not in summary_text(FACTS | {"runoff": {}})


def test_failure_is_loud():
    text = summary_text(FACTS | {"routing_continuity_error": -53.0})
    assert "do not trust" in text and "--solver implicit may help" in text
    assert "do not trust" not in summary_text(FACTS)
    assert "NUMERICAL FAILURE" in summary_text(FACTS | {"status": 4})


def test_each_solver_is_held_to_what_it_promises():
    """What is usual with picard is a warning with a solver that keeps water and carries no step on."""
    doubtful = FACTS | {"routing_continuity_error": 0.2, "steps_not_converged": 0.5}
    assert "WARNING" not in summary_text(doubtful)
    text = summary_text(doubtful | {"solver": "implicit"})
    assert "WARNING: the continuity error of routing is 0.2 %" in text
    assert "WARNING: 0.5 % of the routing steps were carried on" in text
    assert "WARNING" not in summary_text(FACTS | {"solver": "implicit"})


def test_says_why_a_run_has_failed():
    assert "found no heads" in summary_text(FACTS | {"status": 4, "reason": GAVE_UP})
