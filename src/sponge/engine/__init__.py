"""State, clock, the loops over elements and lanes, solvers, controls, mass ledger."""
