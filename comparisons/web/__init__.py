"""What does every answer keep to? Public, private, machine."""
