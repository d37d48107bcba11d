"""What staff look at and decide: complaints, and postings that wait for approval."""
