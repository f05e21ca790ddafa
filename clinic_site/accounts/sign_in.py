"""How far the person behind a request has got with logging in, and nobody is let in halfway.

After `let_nobody_in_halfway`, `request.user` is anonymous until every step is done. So no view has
to know the steps, and one that forgets about them refuses.
"""

from datetime import timedelta
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.middleware.csrf import rotate_token
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts.browsers import browser_of, network_of
from clinic_site.accounts.rights import needs_second_factor
from clinic_site.accounts.rules import SecondFactorRequest
from clinic_site.accounts.sessions import Session

SECOND_FACTOR, SURE_AT = "second_factor", "sure_at"  # keys of a session
SURE_FOR = timedelta(minutes=10)  # from giving a password or second step until it is asked again


class Step(StrEnum):
    """What is asked of the person next."""

    PASSWORD = "password"  # noqa: S105 a word
    SECOND = "second"
    SETUP = "setup"
    UNLOCK = "unlock"
    NONE = "none"


def let_nobody_in_halfway(get_response):
    """Middleware, after Django's, which takes everyone for logged in whose password was right."""

    def middleware(request):
        request.sign_in = SignIn(request, request.user)
        request.user = SimpleLazyObject(lambda: request.sign_in.user)
        return get_response(request)

    return middleware


class SignIn:
    """The steps of one session. `person` is whose password was right, however long ago."""

    def __init__(self, request, person):
        self.request, self._person = request, person
        self._step = None

    @property
    def person(self):
        return AnonymousUser() if self.step == Step.PASSWORD else self._person

    @property
    def user(self):
        """The person once nothing more is asked of them."""
        return self._person if self.step == Step.NONE else AnonymousUser()

    @property
    def step(self):
        if self._step is None:
            self._step = self._find_step()
            if self._step == Step.NONE and is_activity(self.request):
                self.row.note_activity()
        return self._step

    @property
    def row(self):
        return self.request.session.row

    @property
    def is_verified(self):
        return SECOND_FACTOR in self.request.session

    def _find_step(self):
        row = self._person.is_authenticated and self.row
        if not row:
            return Step.PASSWORD
        now = timezone.now()
        if row.is_over(now):
            if Session.objects.filter(pk=row.pk).end():  # no other tab was faster
                AccountEvent.objects.note(What.LOGGED_OUT, self._person, request=self.request)
            self.request.session.flush()
            return Step.PASSWORD
        if row.locked_at or row.is_idle(now):
            self.lock()
            return Step.UNLOCK
        if not self.is_verified and row.has_device:
            return Step.SECOND
        if self.must_be_set_up_by and self.must_be_set_up_by <= now:
            return Step.SETUP
        return Step.NONE

    @property
    def must_be_set_up_by(self):
        """When the time to set up the second step ends; None if it is not asked of them."""
        row = self.row
        is_asked = row.rules.is_second_factor_required and not (self.is_verified or row.has_device)
        if not (is_asked and needs_second_factor(self._person)):
            return None
        if row.asked_at is None:
            asked, _ = SecondFactorRequest.objects.get_or_create(
                user=self._person, defaults={"asked_at": timezone.now()}
            )
            row.asked_at = asked.asked_at
        return row.asked_at + timedelta(days=row.rules.grace_days)

    def begin(self):
        """After a right password: from here on, the steps are those of this session."""
        self.request.session.cycle_key()
        # Django did, on a response that is not sent. Forms of an earlier person end here.
        rotate_token(self.request)
        self._person, self._step = self.request.user, None
        self.be_sure()
        self.note_where(self.row.since)
        self.request.user = SimpleLazyObject(lambda: self.user)

    def verify(self, device):
        """After a right second step, or a device just set up: this may be what lets them in."""
        since = self.row.since
        if self.step in (Step.SECOND, Step.SETUP):
            AccountEvent.objects.note(What.LOGGED_IN, self._person, request=self.request)
        self.request.session.cycle_key()
        self.request.session[SECOND_FACTOR] = device
        self.be_sure()
        self.note_where(since)
        self._step = None

    def note_where(self, since):
        """After the session got another key, and with it a row of its own."""
        self.row.note_where(browser_of(self.request), network_of(self.request), since)

    def be_sure(self):
        self.request.session[SURE_AT] = timezone.now().timestamp()

    def is_sure(self):
        """Whether they logged in, or gave the password or second step, a short while ago."""
        sure_at = self.request.session.get(SURE_AT) or self.row.since.timestamp()
        return timezone.now().timestamp() < sure_at + SURE_FOR.total_seconds()

    def lock(self):
        if self.row.lock():
            AccountEvent.objects.note(What.LOCKED, self._person, request=self.request)

    def unlock(self):
        self.row.unlock()
        self.be_sure()
        self._step = None
        AccountEvent.objects.note(What.UNLOCKED, self._person, request=self.request)


def is_activity(request):
    """Whether a person did this: what a script asks for in the background does not count.

    Over plain HTTP, browsers do not say what a request is for; but only a script accepts anything.
    """
    if asked_for := request.headers.get("Sec-Fetch-Dest"):
        return asked_for == "document"
    return request.headers.get("Accept") != "*/*"
