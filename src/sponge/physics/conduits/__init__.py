# SPDX-License-Identifier: Apache-2.0
"""The equations of flow in conduits.

Equations: docs/theory/dynamic-wave.md, docs/theory/kinematic-wave.md.
"""
