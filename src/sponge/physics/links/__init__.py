"""Flow through pumps, orifices, weirs and outlets, as scalar functions of heads."""
