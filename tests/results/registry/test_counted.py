"""Which results hold what is counted for EPA SWMM's report."""

from __future__ import annotations

from exported import model_of, model_text

from sponge.results.layout import layout_of
from sponge.results.registry.counted import COUNTED, absent_counts


def test_it_is_of_runs_and_of_sweeps_that_ask(tmp_path):
    """Patterns ask as names do."""
    model = model_of(tmp_path, model_text())
    counted = {v.name for v in COUNTED} - absent_counts(model)
    assert {"link_hours_dry", "pump_min_flow", "steps_in_interval_5"} <= counted
    for layout, held in (
        (layout_of(model), counted), (layout_of(model, of_sweep=True), set()),
        (layout_of(model, scenarios=("a", "b")), set()), (layout_of(model, of_sweep=True, variables=["*"]), counted),
        (layout_of(model, of_sweep=True, variables=["link_hours_dry,node_depth"]), {"link_hours_dry"}),
    ):  # fmt: skip
        assert {v.name for v in layout.summaries} & counted == held and layout.counts == bool(held)


def test_a_model_has_what_it_can_have(tmp_path):
    model = model_of(tmp_path, model_text())
    assert {"link_inlet_steps", "rdii_produced"} <= absent_counts(model)
    kinematic = model_of(tmp_path, model_text().replace("DYNWAVE", "KINWAVE"))
    assert {"link_hours_dry", "node_steps_critical", "steps_in_interval_1"} <= absent_counts(kinematic)
    fixed = model_of(tmp_path, model_text().replace("[OPTIONS]", "[OPTIONS]\nVARIABLE_STEP 0"))
    assert "steps_in_interval_1" in absent_counts(fixed) and "link_hours_dry" not in absent_counts(fixed)
