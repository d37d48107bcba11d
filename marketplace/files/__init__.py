"""Uploads: a store behind one interface, and images re-encoded before they are kept."""
