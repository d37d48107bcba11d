"""Rows for tests, with sensible values for everything that a test does not care about."""
