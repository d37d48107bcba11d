"""Asking for offers: requests for quotes about a demand, questions answered for everybody, quotes, what was decided."""
