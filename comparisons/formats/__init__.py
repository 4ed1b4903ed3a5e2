"""How is the same said to programs? Writers only."""
