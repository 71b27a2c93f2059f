# SPDX-License-Identifier: Apache-2.0
"""What makes a Model fit to run: references, values, topology, and no active process that is not simulated."""
