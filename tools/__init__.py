"""Tools, their names, attributes and facts; Markdown and logos."""
