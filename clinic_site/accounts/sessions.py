"""Sessions whose key the database does not hold: a copy of it lets nobody in.

The cookie has the key, and the table a keyed digest of it. `settings.SESSION_ENGINE` names this
module.
"""

from datetime import timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic_site.accounts import devices
from clinic_site.accounts.rules import SecondFactorRequest, SignInRules

GRAIN = timedelta(minutes=1)  # how exactly it is known when somebody was last active


class SessionQuerySet(models.QuerySet):
    def alive(self):
        return self.filter(expire_date__gt=timezone.now())

    def expired(self):
        return self.filter(expire_date__lte=timezone.now())

    def of(self, user):
        return self.filter(user=user)

    def opened_by(self, key):
        """The session that this key, from a cookie, belongs to, once its user has logged in."""
        return self.alive().filter(pk=digest(key)).exclude(user=None)

    def with_what_counts(self):
        """With all that decides whether a session opens the desk: it takes no other query."""
        asked = SecondFactorRequest.objects.filter(user=OuterRef("user")).values("asked_at")
        return self.annotate(
            stored_rules=Subquery(SignInRules.objects.as_columns()),
            asked_at=Subquery(asked),
            has_device=devices.has_any(OuterRef("user")),
        )

    def end(self):
        """Log out; returns how many there were."""
        return self.delete()[0]


class Session(AbstractBaseSession):
    """Somebody who is logged in, or on the way: `user` is empty until the password was right."""

    session_key = models.CharField("digest of the key", max_length=64, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+"
    )
    since = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)
    locked_at = models.DateTimeField(null=True)
    browser = models.CharField(max_length=60, default="", db_default="")
    network = models.CharField(max_length=60, default="", db_default="")

    objects = BaseSessionManager.from_queryset(SessionQuerySet)()

    class Meta(AbstractBaseSession.Meta):
        default_permissions = []

    @classmethod
    def get_session_store_class(cls):
        return SessionStore

    @property
    def rules(self):
        return SignInRules.of(self.stored_rules)

    def is_over(self, now):
        hours = self.rules.absolute_hours
        return hours is not None and now >= self.since + timedelta(hours=hours)

    def is_idle(self, now):
        """Whether nothing was done for too long; never too early.

        Up to one grain is missing from what is noted here, and one more from what a page reports.
        """
        minutes = self.rules.idle_minutes
        grains = 2 * GRAIN
        return minutes is not None and now >= self.last_seen + timedelta(minutes=minutes) + grains

    def lock(self):
        """Returns whether this was what locked it."""
        now = timezone.now()
        self.locked_at = self.locked_at or now
        return bool(Session.objects.filter(pk=self.pk, locked_at=None).update(locked_at=now))

    def unlock(self):
        self.locked_at, self.last_seen = None, timezone.now()
        Session.objects.filter(pk=self.pk).update(locked_at=None, last_seen=self.last_seen)

    def note_activity(self):
        now = timezone.now()
        if now >= self.last_seen + GRAIN:
            Session.objects.filter(pk=self.pk, locked_at=None).update(last_seen=now)

    def note_where(self, browser, network, since):
        self.since = since
        Session.objects.filter(pk=self.pk).update(browser=browser, network=network, since=since)


@cache
def with_what_counts():
    """Made once: putting this query together takes longer than the database takes to answer it."""
    return Session.objects.with_what_counts()


# What is changed by itself, never with the contents of a session.
OWN = ("since", "last_seen", "locked_at", "browser", "network")


def digest(key):
    return salted_hmac("clinic_site.session", key, algorithm="sha256").hexdigest()


class SessionStore(db.SessionStore):
    is_new = False
    known = None  # the row as it was read, with what counts

    @classmethod
    def get_model_class(cls):
        return Session

    @property
    def row(self):
        """The session's row, or None while there is none."""
        if self.session_key is None:
            return None
        if self.known is None or self.known.pk != digest(self.session_key):
            rows = with_what_counts().alive().filter(pk=digest(self.session_key))
            self.known = rows.first()
        return self.known

    def _get_session_from_db(self):
        if self.row is None:
            self._session_key = None
        return self.known

    def exists(self, session_key):
        return Session.objects.filter(pk=digest(session_key)).exists()

    def save(self, must_create=False):
        self.is_new = must_create
        super().save(must_create)

    def create_model_instance(self, data):
        own = {} if self.is_new else {name: F(name) for name in OWN}
        return Session(
            session_key=digest(self._get_or_create_session_key()),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
            user_id=data.get(SESSION_KEY),
            **own,
        )

    def delete(self, session_key=None):
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(pk=digest(key)).delete()
