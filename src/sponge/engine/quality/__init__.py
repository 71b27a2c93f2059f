# SPDX-License-Identifier: Apache-2.0
"""Pollutants on the land, in the network, and their treatment.

Equations: docs/theory/surface-quality.md, docs/theory/transport-quality.md.
"""
