# SPDX-License-Identifier: Apache-2.0
"""Street and channel inlets: what they capture (FHWA Hydraulic Engineering Circular 22, 3rd edition, chapter 4).

Equations: docs/theory/inlets.md.
"""
