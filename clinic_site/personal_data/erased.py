"""Who was erased, in coded form, so that they can be erased again in a restored backup."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac

SALT = "clinic_site.personal_data.erased"


def digests(contact, key):
    """Of a person's name and one address or number: with each known key, the current one first.

    Keyed, since somebody with a copy of the database could try out every likely address.
    """
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    said = f"{contact}\n{key}"
    return [
        salted_hmac(SALT, said, secret=secret, algorithm="sha256").hexdigest() for secret in secrets
    ]


class ErasedPersonManager(models.Manager):
    def remember(self, people, is_overridden):
        """Note these people, each a pair of an address or number and the key of a name.

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
    """A keyed digest of a name with an address or number, whose rows were erased. Names nobody."""

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
