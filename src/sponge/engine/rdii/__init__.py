# SPDX-License-Identifier: Apache-2.0
"""Rainfall dependent inflow and infiltration.

Equations: docs/theory/rdii.md.
"""
