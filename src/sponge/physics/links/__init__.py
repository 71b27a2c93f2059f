"""Flow through pumps, orifices, weirs and outlets, as scalar functions of heads.

Equations: docs/theory/structures.md.
"""
