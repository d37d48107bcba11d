"""Tests, by behaviour; the tree mirrors the rooms."""
