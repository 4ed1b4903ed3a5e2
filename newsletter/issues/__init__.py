"""What stands in an issue, and when does it go?"""
