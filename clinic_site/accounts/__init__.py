"""Accounts of staff: a new password by mail, and the screen where accounts are made."""
