"""Pages of proposals: what a freelancer opens, what a client opens."""
