"""Pages, through the door that people use."""
