"""The state before the first step: cold, or as another run left it."""
