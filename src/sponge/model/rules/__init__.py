# SPDX-License-Identifier: Apache-2.0
"""Control rules: from the lines of [CONTROLS] to a syntax tree, with every problem found on the way."""
