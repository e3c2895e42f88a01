"""Pages of offers, contracts and milestones."""
