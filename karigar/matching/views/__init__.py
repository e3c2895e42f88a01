"""Pages for those who look for work, and for those who look for people."""
