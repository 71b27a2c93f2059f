"""Units, errors, arrays and the compiler: imports nothing of sponge."""
