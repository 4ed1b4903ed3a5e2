"""Who has been sent what? Exactly once."""
