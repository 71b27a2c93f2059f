# SPDX-License-Identifier: Apache-2.0
"""Subcatchments: weather, soils and surfaces in a runoff step.

Equations: docs/theory/climate.md, docs/theory/infiltration.md, docs/theory/surface-runoff.md.
"""
