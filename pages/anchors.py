from django.utils.text import slugify

# What the pages' templates call parts of their own, and what the comments under a page are called.
RESERVED = {
    *("main", "contents", "book", "comments", "leave-a-comment", "read-more", "site-search"),
    *("words", "q", "q-error", "error-summary-title", "notice"),
}
RESERVED_BEGINNINGS = ("comment-", "id_")


def anchored(sections):
    """These sections as a list, each with an `anchor` that nothing else of the page has."""
    taken = set(RESERVED)
    sections = list(sections)
    for section in sections:
        base = slugify(section.heading) or "section"
        if base.startswith(RESERVED_BEGINNINGS):
            base = f"section-{base}"
        anchor = base
        number = 1
        while anchor in taken:
            number += 1
            anchor = f"{base}-{number}"
        taken.add(anchor)
        section.anchor = anchor
    return sections
