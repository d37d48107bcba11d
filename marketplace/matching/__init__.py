"""What fits what: candidates, fit, matches with reasons and gaps."""
