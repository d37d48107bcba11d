"""Word and PDF files from plain values and templates; knows no domain noun."""
