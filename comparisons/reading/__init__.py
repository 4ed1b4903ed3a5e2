"""What do we know of the tools that a text names? The only reads across apps."""
