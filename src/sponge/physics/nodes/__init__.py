"""Storage units, exfiltration and outfalls, as scalar functions of depth."""
