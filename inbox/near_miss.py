"""Advice about an email address whose domain looks like a slip. It refuses nothing."""

# Where our patients' addresses are: what a slip probably meant, the likeliest first.
MEANT = (
    *("gmail.com", "hotmail.com", "yahoo.ca", "yahoo.com", "outlook.com", "icloud.com"),
    *("rogers.com", "bell.net", "sympatico.ca", "live.ca", "live.com", "hotmail.ca"),
    *("googlemail.com", "protonmail.com", "teksavvy.com", "cogeco.ca", "shaw.ca", "telus.net"),
    *("videotron.ca", "yahoo.co.uk", "hotmail.co.uk"),
)
# Real domains that are almost one of those.
REAL = {
    *("mail.com", "email.com", "ymail.com", "gmx.com", "foxmail.com", "hushmail.com"),
    *("fastmail.com", "rocketmail.com", "rogers.ca", "bell.ca", "bellnet.ca", "yahoo.fr"),
    *("hotmail.fr", "live.fr", "live.co.uk", "outlook.fr", "yahoo.in", "yahoo.de", "yahoo.it"),
    *("yahoo.es", "hotmail.de", "hotmail.it", "hotmail.es", "live.de", "live.it", "live.nl"),
    *("live.cn", "me.com", "mac.com", "msn.com", "aol.com", "telus.com", "shaw.com"),
}
SHORT = 9  # characters of a domain; two changes make another company's name of a shorter one


def meant_instead(email) -> str:
    """The address that was probably meant, or "" if nothing about this one seems mistyped."""
    local_part, _, domain = email.rpartition("@")
    domain = domain.lower()
    if not local_part or domain in MEANT or domain in REAL:
        return ""
    changes, _, nearest = min(
        (changes_between(domain, one), place, one) for place, one in enumerate(MEANT)
    )
    is_near = changes <= (1 if len(nearest) < SHORT else 2)
    return f"{local_part}@{nearest}" if is_near else ""


def changes_between(one, other) -> int:
    """How many letters to add, leave out, replace or swap with the next to make one the other.

    The optimal string alignment distance. More than a few are counted as if they were all of them.
    """
    if abs(len(one) - len(other)) > 2:
        return max(len(one), len(other))
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            replaced = before[j - 1] + (letter != wanted)
            changes = min(before[j] + 1, row[j - 1] + 1, replaced)
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                changes = min(changes, earlier[j - 2] + 1)
            row.append(changes)
    return row[-1]
