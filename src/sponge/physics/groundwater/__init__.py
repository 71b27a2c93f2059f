# SPDX-License-Identifier: Apache-2.0
"""Two zones of groundwater under a subcatchment: an unsaturated one over a saturated one.

EPA SWMM Reference Manual I (2016), chapter 5. All fluxes are per area of the subcatchment.

Equations: docs/theory/groundwater.md.
"""
