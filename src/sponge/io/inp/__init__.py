"""EPA SWMM 5.2's .inp: tokens, sections, and the way back."""
