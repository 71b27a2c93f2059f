# SPDX-License-Identifier: Apache-2.0
"""The equations, as scalar functions in SI units."""
