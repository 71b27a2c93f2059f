# SPDX-License-Identifier: Apache-2.0
"""Snow packs: melt, cover and what a pack holds back. EPA SWMM Reference Manual I (2016), chapter 6; after Anderson's
snow accumulation and ablation model (NOAA, 1973). Depths are of water, m; temperatures degC.

Equations: docs/theory/snow.md.
"""
