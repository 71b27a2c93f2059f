# SPDX-License-Identifier: Apache-2.0
"""Pollutants: build-up, wash-off, sweeping, mixing and decay.

Equations: docs/theory/surface-quality.md, docs/theory/transport-quality.md.
"""
