"""How does a mail look?"""
