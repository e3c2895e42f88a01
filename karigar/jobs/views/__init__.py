"""Pages of jobs: for those who look for work, and for those who give it."""
