"""The reading side: every page, feed, file and picture of it, and the editors' workspace."""
