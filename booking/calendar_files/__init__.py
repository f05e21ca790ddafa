"""Reads what any program writes into an iCalendar file (RFC 5545): nothing of it is trusted."""
