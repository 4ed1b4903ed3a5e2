"""What follows from what is known of the tools? Profiles in, verdict out."""
