"""Tests of the journeys part."""
