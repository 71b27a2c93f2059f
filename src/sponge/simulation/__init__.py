# SPDX-License-Identifier: Apache-2.0
"""A run from start to end, and what steers it, saves it and goes on with it."""
