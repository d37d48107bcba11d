"""Tests of the notifications part."""
