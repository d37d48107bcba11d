"""Tests of the audit part."""
