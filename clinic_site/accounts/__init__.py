"""Staff accounts: resetting a password by email, and the screen where accounts are made."""
