"""Listings and demands, the two kinds of posting: what they share is written once."""
