"""Which tools are there for lists, search and records? Derived rows: one writer, one proof."""
