"""Which tools, in which order?"""
