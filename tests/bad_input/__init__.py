"""Bad input, by name: each kind gets the right answer, and nothing happens."""
