# SPDX-License-Identifier: Apache-2.0
"""Storage units, exfiltration and outfalls, as scalar functions of depth.

Equations: docs/theory/storage-and-outfalls.md.
"""
