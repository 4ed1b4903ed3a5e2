"""What does each address of the newsletter answer?"""
