"""Who was erased, in coded form, so that they can be erased again in a restored backup."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

SALT = "clinic_site.personal_data.erased"
MARK, DIGEST = 8, 64  # characters: of the mark alone, and of all


def digests(contact, key=""):
    """Of a person's name and one address or number: with each known key, the current one first.

    Or of a booking's reference, which stays when the name or the contact is corrected. Keyed, since
    somebody with a copy of the database could try out every likely address. Each begins with the
    mark of its SECRET_KEY, so that nobody takes an unknown one for a person who is not there.
    """
    said = f"{contact}\n{key}"
    return [mark(secret) + keyed(said, secret)[: DIGEST - MARK] for secret in secrets()]


def is_known(digest):
    """Whether its SECRET_KEY is one of those that are set."""
    return digest[:MARK] in map(mark, secrets())


def mark(secret):
    return keyed("", secret)[:MARK]


def keyed(said, secret):
    return salted_hmac(SALT, said, secret=secret, algorithm="sha256").hexdigest()


def secrets():
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


class ErasedPersonManager(models.Manager):
    def remember(self, people, is_overridden):
        """Note these people, each as the arguments of `digests`.

        That a rule was overridden for somebody once is not forgotten when they are erased again.
        """
        now = timezone.now()
        rows = [
            self.model(digest=digests(*one)[0], at=now, is_overridden=is_overridden)
            for one in sorted(people)
        ]
        self.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["digest"],
            update_fields=["at", *(["is_overridden"] if is_overridden else [])],
        )

    def outlived(self, before):
        return self.filter(at__lt=before).order_by("at")


class ErasedPerson(models.Model):
    """A keyed digest of a name with a contact, or of a reference, that was erased. Names nobody."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()
    is_overridden = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether what a rule asks to keep was erased too, for a written reason.",
    )

    objects = ErasedPersonManager()

    class Meta:
        default_permissions = []
        indexes = [models.Index(fields=["at"], name="clinic_site_erased_by_time")]

    def __str__(self):
        return f"Erased on {self.at}"
