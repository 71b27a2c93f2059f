# SPDX-License-Identifier: Apache-2.0
"""Units, errors, arrays and the compiler: imports nothing of sponge."""
