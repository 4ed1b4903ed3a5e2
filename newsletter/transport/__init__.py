"""How does a mail reach its server, and what did that say?"""
