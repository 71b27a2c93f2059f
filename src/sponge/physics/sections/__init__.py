# SPDX-License-Identifier: Apache-2.0
"""Cross sections: the geometry of every shape, and the dimensionless tables that kernels read.

Equations: docs/theory/cross-sections.md.
"""
