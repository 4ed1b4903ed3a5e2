"""What does an address ask for? Text in, values out."""
