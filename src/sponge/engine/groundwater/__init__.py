# SPDX-License-Identifier: Apache-2.0
"""Groundwater under subcatchments.

Equations: docs/theory/groundwater.md.
"""
