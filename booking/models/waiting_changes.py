from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from booking import waiting_mails
from booking.conflicts import NoLongerPossible
from booking.models.one_patient import contact_keys, folded
from booking.models.state import State
from booking.time_of_day import TimeOfDay
from clinic.models import Weekday
from clinic.phone import to_e164
from clinic.tokens import new_token
from typed.seen import NEXT, ChangedMeanwhile, Versioned

WHO = {"name", "email", "phone"}
OFFERED_TO_SOMEBODY = (
    "A time has been offered to them under this name, email and phone number. Correct these "
    "details on the patient’s page, which updates the offer too."
)


class WaitState(models.TextChoices):
    """SPAM was marked by a rule; reception can put it on the list."""

    WAITING = "waiting"
    OFFERED = "offered", "Offered a time"
    BOOKED = "booked"
    LEFT = "left", "Left or removed"
    ENDED = "ended", "Ended without a time"
    SPAM = "spam"

    @classmethod
    def open(cls):
        return [cls.WAITING, cls.OFFERED]


class WaitingChanges(Versioned):
    """What can happen to an entry of the waiting list. Offers are made by `Booking.objects`.

    `by` is the account that acts; None is the patient. `seen` is the version that the person saw.
    Verbs raise ChangedMeanwhile if something has happened since, and NoLongerPossible if the entry
    is no longer on the list.
    """

    class Meta:
        abstract = True

    def leave(self, by=None, seen=None):
        """Take them off the list, and release a time that they have been offered."""
        with self.changing(seen):
            self.check_is(*self.shown_open(by))
            if self.booking_id:
                offers = self.booking.appointments.filter(state=State.OFFERED)
                offers.change(list(offers), by, state=State.WITHDRAWN, holds_time=False)
            self.close(WaitState.LEFT, by, "removed" if by else "left")
            if by:
                waiting_mails.removed(self)

    def lock(self):
        """Lock the row before those of patients: the order is in `locking`."""
        list(type(self).objects.select_for_update(no_key=True, of=("self",)).filter(pk=self.pk))

    def book(self, booking, by):
        """Note that they were booked for another time than those found, if they still wait."""
        waiting = type(self).objects.filter(pk=self.pk, state=WaitState.WAITING)
        for row in waiting.select_for_update(no_key=True, of=("self",)):
            row.close(WaitState.BOOKED, by, "booked", booking=booking)

    def end(self):
        """End a wait whose last day has passed, and tell them. The caller has locked the row."""
        self.close(WaitState.ENDED, None, "ended")
        waiting_mails.ended(self)

    def restore(self, by, seen):
        """Not spam: put them on the list, and tell them. Their last day must not have passed."""
        with self.changing(seen):
            self.check_is(WaitState.SPAM)
            if self.until < timezone.localdate():
                raise NoLongerPossible("The last day they asked for has already passed.")
            self.set(by, "restored", state=WaitState.WAITING, closed_at=None)
            waiting_mails.joined(self, by)

    def turn_away(self, by, seen):
        """Spam: remove the entry without emailing anyone."""
        with self.changing(seen):
            self.check_is(WaitState.SPAM)
            self.close(WaitState.LEFT, by, "removed as spam")

    def adjust(self, seen, by=None, **details):
        """Change what they wait for or how to reach them.

        Another email address gets a new private link, and the old one opens nothing. Raises
        NoLongerPossible for another name or contact while a time is offered to them.
        """
        with self.changing(seen):
            self.check_is(*self.shown_open(by))
            was = self.email
            if "phone" in details:
                details["phone_dialled"] = to_e164(details["phone"])
            changed = {
                name: value for name, value in details.items() if getattr(self, name) != value
            }
            if not changed:
                return
            if self.state == WaitState.OFFERED and changed.keys() & WHO:
                raise NoLongerPossible(OFFERED_TO_SOMEBODY)
            if details.get("email", was) != was:
                changed["token"] = new_token()
            self.set(by, "changed", **changed)
            if "token" in changed:
                waiting_mails.joined(self, by)

    def correct_contact(self, was, by):
        """Store a corrected name, email or phone of this row, which is locked.

        Another address than it `was` gets a new private link, as when the entry is changed.
        """
        columns = ("name", "email", "phone", "phone_dialled")
        values = {name: getattr(self, name) for name in columns}
        is_new_address = self.email.lower() != was.lower()
        if is_new_address:
            values["token"] = new_token()
        self.set(by, "changed", **values)
        if is_new_address:
            waiting_mails.joined(self, by)

    @contextmanager
    def changing(self, seen):
        """Lock what the entry's offer takes, and then its row, and read it again.

        `seen` None is anything: to leave, nobody has to have seen the latest.
        """
        offered = self.booking.changing() if self.booking_id else transaction.atomic()
        with offered:
            before = self.booking_id
            row = type(self).objects.select_for_update(no_key=True, of=("self",))
            try:
                self.refresh_from_db(from_queryset=row.select_related("service", "therapist"))
            except type(self).DoesNotExist:
                raise ChangedMeanwhile from None
            if self.booking_id != before or (seen is not None and seen != self.version):
                raise ChangedMeanwhile(self.last_change())
            yield

    def close(self, state, by, verb, **more):
        self.set(by, verb, state=state, closed_at=timezone.now(), **more)

    def set(self, by, verb, **values):
        """Write these columns of the row, which is locked, and record it."""
        type(self).objects.filter(pk=self.pk).update(version=NEXT, **values)
        self.refresh_from_db()
        self.record(by, verb)

    def record(self, by, verb):
        self.changes.create(by=by, verb=verb, version=self.version)

    @staticmethod
    def shown_open(by):
        """The states in which the entry is on the list for who acts: spam is too for the patient,
        who must not learn what a rule knows about others."""
        return WaitState.open() if by else [*WaitState.open(), WaitState.SPAM]

    def check_is(self, *states):
        if self.state not in states:
            raise NoLongerPossible(self.last_change())

    def last_change(self):
        """What happened last, as a sentence; an offer that was answered is shown by the state."""
        change = self.changes.select_related("by").last()
        said = f" ({change})" if change else ""
        return f"This entry is now: {self.get_state_display().lower()}{said}."

    def is_open(self):
        return self.state in WaitState.open()

    def shown_state(self):
        """The state that the patient reads: spam is shown as waiting until its last day."""
        if self.state != WaitState.SPAM:
            return self.state
        return WaitState.ENDED if self.until < timezone.localdate() else WaitState.WAITING

    def is_mail_held_back(self):
        return self.mail_id == self.HELD_BACK

    def private_url(self):
        return settings.SITE_URL + self.private_path()

    def suits_day(self, day):
        return day <= self.until and (not self.weekdays or day.weekday() in self.weekdays)

    def suits_time(self, time_of_day):
        return not self.times_of_day or time_of_day in self.times_of_day

    @property
    def names_folded(self):
        return {folded(self.name)}

    @property
    def contact_keys(self):
        return contact_keys(self.email, self.phone_dialled)

    def get_weekdays_display(self):
        return and_last([Weekday(day).label for day in sorted(self.weekdays)]) or "any day"

    def get_times_of_day_display(self):
        return and_last([one.label.lower() for one in TimeOfDay if one in self.times_of_day])

    def when(self):
        """The days and times of day that work, in words."""
        both = [self.get_weekdays_display(), self.get_times_of_day_display()]
        return ", ".join(filter(None, both))


def and_last(words):
    *first, last = words or [""]
    return f"{', '.join(first)} and {last}" if first else last
