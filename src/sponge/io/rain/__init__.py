"""Rain files, a family of formats a file."""
