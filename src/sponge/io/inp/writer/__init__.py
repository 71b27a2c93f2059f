"""Model -> .inp: each module writes a family of sections as lists of lines, in the model's own units."""
