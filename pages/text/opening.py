"""The first words of a section's text, which name it where it has no heading."""

from html import unescape

from django.utils.html import strip_tags

READ = 600  # characters with the markup: more than the words need
LONGEST = 60  # characters


def opening(html) -> str:
    """At most 60 characters, ending with a whole word; "" if there are no words."""
    words = " ".join(unescape(strip_tags(html[:READ].replace("<", " <"))).split())
    if len(words) <= LONGEST:
        return words
    return f"{words[:LONGEST].rpartition(' ')[0] or words[:LONGEST]}…"
