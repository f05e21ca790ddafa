"""Reads what any program writes into an iCalendar file (RFC 5545), and trusts none of it."""
