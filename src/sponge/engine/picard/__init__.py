# SPDX-License-Identifier: Apache-2.0
"""Dynamic wave routing by Picard iteration, as EPA SWMM does it.

Equations: docs/theory/dynamic-wave.md.
"""
