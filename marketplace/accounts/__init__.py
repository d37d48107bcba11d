"""Users, organisations and who belongs to which; sign-up, codes, verification of organisations."""
