"""Tests of the worker part."""
