"""What every page of the editors' desk has in common, whatever app it belongs to."""
