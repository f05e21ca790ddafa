"""The addresses that no page may take, because the program answers them or is going to.

Whoever gives the program an address of its own adds it here, where a test will miss it, and a
migration in which `make_room` moves a page that is there already; `makemigrations` then writes the
constraint that keeps it free.
"""

# Those of the site as it is.
TAKEN = (
    *("admin", "appointments", "book", "calendars", "comments", "contact", "feed", "healthz"),
    *("media", "preview", "search", "static"),
)
# Those of coming versions.
COMING = (
    *("account", "accounts", "api", "assets", "calendar", "en", "export", "fees", "fr", "hours"),
    *("livez", "login", "logout", "metrics", "readyz", "services", "status", "team"),
    *("therapists", "treatments", "waiting-list"),
)
RESERVED = tuple(sorted(TAKEN + COMING))
LONGEST = 50  # characters of an address


def make_room(apps, addresses):
    """Move the pages at these addresses away, for a migration. The old address leads to the new.

    The editors read of it in the list of pages.
    """
    page, former = (apps.get_model("pages", name) for name in ("Page", "FormerSlug"))
    for one in page.objects.filter(slug__in=addresses):
        taken = {*page.objects.values_list("slug", flat=True), *RESERVED}
        taken |= set(former.objects.values_list("slug", flat=True))
        before, one.slug = one.slug, free(one.slug, taken)
        one.save(update_fields=["slug"])
        former.objects.create(page=one, slug=before)


def free(slug, taken):
    """An address that says the same, such as team-page."""
    number, new = 1, f"{slug[: LONGEST - 5]}-page"
    while new in taken:
        number += 1
        new = f"{slug[: LONGEST - 10]}-page-{number}"
    return new
