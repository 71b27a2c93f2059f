# SPDX-License-Identifier: Apache-2.0
"""EPA SWMM 5.2's .inp: tokens, sections, and the way back."""
