# SPDX-License-Identifier: Apache-2.0
"""Results and inputs as text tables."""
