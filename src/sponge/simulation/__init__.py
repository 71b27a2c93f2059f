# SPDX-License-Identifier: Apache-2.0
"""A run from start to end, and what steers it, saves it and goes on with it."""

import sponge.simulation.compiling  # noqa: F401  (whoever runs is told of compiling)
