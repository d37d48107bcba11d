"""Tests of the failure part."""
