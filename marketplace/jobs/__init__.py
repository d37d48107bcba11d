"""Work for later, kept as rows in the same transaction as the change that asks for it."""
