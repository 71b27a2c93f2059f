# SPDX-License-Identifier: Apache-2.0
"""Results held against observations: scores, bands of uncertainty, and the search for parameters."""
