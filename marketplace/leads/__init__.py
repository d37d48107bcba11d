"""Possible deals between two organisations: enquiries, messages, and what was answered."""
