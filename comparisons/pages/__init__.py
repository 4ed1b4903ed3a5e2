"""What does one template print? Data only: no request, no response."""
