"""Tests of users and organisations."""
