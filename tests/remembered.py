"""Accounts and their sessions as they were read first, so that a thousand requests ask once."""

from django.contrib.auth.backends import ModelBackend

from clinic_site.accounts import sessions


class Accounts(ModelBackend):
    known = {}

    def get_user(self, user_id):
        if user_id not in self.known:
            self.known[user_id] = super().get_user(user_id)
        return self.known[user_id]


class SessionStore(sessions.SessionStore):
    rows = {}

    @property
    def row(self):
        if self.session_key not in self.rows:
            self.rows[self.session_key] = super().row
        self.known = self.rows[self.session_key]
        return self.known

    def save(self, must_create=False):
        self.rows.clear()
        super().save(must_create)

    def delete(self, session_key=None):
        self.rows.clear()
        super().delete(session_key)


def forget():
    Accounts.known.clear()
    SessionStore.rows.clear()
