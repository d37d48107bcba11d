"""Who did what, append only; who looked at whose contact details."""
