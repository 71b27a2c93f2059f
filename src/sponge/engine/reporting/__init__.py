"""Results at reporting times."""
