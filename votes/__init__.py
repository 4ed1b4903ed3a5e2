"""Visitors, votes, tallies, bookmarks; which votes count."""
