# SPDX-License-Identifier: Apache-2.0
"""Kinematic wave and steady flow routing.

Equations: docs/theory/kinematic-wave.md.
"""
