"""What counts as a link in plain text, where nobody needs one."""

import re

# In HTML, or in the markup of bulletin boards.
MARKUP = re.compile(r"<\s*a\b[^<>]*\bhref\b|\[\s*url\b")
# Markup and the address it leads to are one link. An e-mail address (“me@www.example.com”) is none.
LINK = re.compile(
    rf"(?:{MARKUP.pattern})[\s=\]\"']*(?:https?://)?(?:www\.)?"
    r"|https?://(?:www\.)?"
    r"|(?<![\w@.-])www\.(?=\w)"
)
# Endings that no name of a person has, or something behind a slash.
HOST = re.compile(
    r"(?<![\w@.-])[\w-]+(?:\.[\w-]+)*\.(?:"
    r"(?:com|net|org|info|biz|xyz|shop|online|site|store|casino|top)(?![\w@.-])|\w{2,}/\S)"
)


def count_links(text: str) -> int:
    """How many links stand in a plain text."""
    return len(LINK.findall(text))


def has_markup(text: str) -> bool:
    """Whether somebody tried to make a link that can be followed."""
    return bool(MARKUP.search(text))


def names_website(text: str) -> bool:
    """Whether a line that should be a person's name holds a link or the name of a website."""
    return bool(LINK.search(text) or HOST.search(text))
