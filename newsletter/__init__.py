"""The weekly letter: subscribers, issues, sending exactly once."""
