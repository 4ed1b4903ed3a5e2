"""Personas, reviews, the panel."""
