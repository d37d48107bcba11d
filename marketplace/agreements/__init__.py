"""What leads led to: memoranda and contracts, their stages, what was delivered, and asking again later."""
