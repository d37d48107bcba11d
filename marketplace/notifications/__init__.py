"""The outbox for e-mail, SMS and Zalo: messages are rows first, and sent afterwards."""
