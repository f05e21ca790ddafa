"""The addresses that no page can have, because the program answers them now or will.

Add each address that the program answers itself: a test fails for one that is missing here, and
`makemigrations` writes the constraint that keeps it free.
"""

# Addresses in use.
TAKEN = (
    *("admin", "appointments", "book", "calendars", "comments", "contact", "feed", "healthz"),
    *("media", "preview", "readyz", "search", "static"),
)
# Addresses of coming versions.
COMING = (
    *("account", "accounts", "api", "assets", "calendar", "en", "export", "fr", "hours"),
    *("livez", "login", "logout", "metrics", "services", "status", "therapists", "waiting-list"),
)
RESERVED = tuple(sorted(TAKEN + COMING))
LONGEST = 50  # characters of an address
