"""Chắp Nối: a supply-demand matchmaking marketplace for Vietnam's rural industry."""
