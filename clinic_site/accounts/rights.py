"""Who has to prove with a second step that it is really them."""

WORDS_OF_OURS = {"clinic", "inbox", "pages"}  # apps that hold nothing of patients or accounts


def needs_second_factor(user) -> bool:
    """Whether this person may see patients' data or grant rights.

    That is everyone with a permission for anything but our own words, so a new one counts too.
    """
    if user.is_superuser:
        return True
    return any(label.partition(".")[0] not in WORDS_OF_OURS for label in user.get_all_permissions())
