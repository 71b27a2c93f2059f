"""One picture of a results file."""
