"""Who gets mail, and who said so?"""
