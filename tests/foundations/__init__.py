"""Tests of the foundations: settings, database, text, paging, languages."""
