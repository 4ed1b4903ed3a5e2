"""How does a verdict look as a picture? PNG, SVG and frames."""
