"""Whose visits an account may see: everybody's, those of its own therapist, or none."""

SEE_ALL = "booking.view_appointment"
SEE_OWN = "booking.view_own_appointment"


def sees_own_alone(user):
    """Whether this is a therapist's account, which sees nothing of other therapists."""
    return user.has_perm(SEE_OWN) and not user.has_perm(SEE_ALL)


def sees_visits(user):
    """Whether there is any visit that this account may see."""
    return user.has_perm(SEE_ALL) or user.has_perm(SEE_OWN)


def may_decide(user):
    """Whether reception's buttons are for this account. What can't be seen can't be decided."""
    return user.has_perm(SEE_ALL) and user.has_perm("booking.decide_appointment")


def may_attend(user):
    """Whether they record who came, and write notes, on the visits that they can see."""
    return may_decide(user) or sees_own_alone(user)
