from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from booking.models.service import LONGEST_VISIT, SHORTEST_VISIT, Service
from booking.models.visible import sees_own_alone
from clinic.watched import Topic, watched

LONGEST_WAIT = "5s"  # for another writer to the same therapist's time


class TherapistQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def on_board_of(self, user):
        """Those that take bookings; for a therapist's own account, that therapist in any case."""
        return self.filter(account=user) if sees_own_alone(user) else self.active()

    @transaction.atomic
    def give_account(self, account, therapist):
        """Show the account this therapist's visits; with None, nobody's."""
        self.filter(account=account).exclude(pk=therapist and therapist.pk).update(account=None)
        if therapist:
            self.filter(pk=therapist.pk).update(account=account)

    def offering(self, service):
        return self.active().filter(services=service, services__is_active=True)

    def lock(self, ids):
        """Lock these rows until the transaction ends, in an order that rules out deadlocks.

        `no_key`, because a plain FOR UPDATE would also block every insert that refers to a row.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('lock_timeout', %s, true); SELECT id FROM booking_therapist"
                " WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE",
                [LONGEST_WAIT, list(ids)],
            )


class Therapist(models.Model):
    """Someone who treats patients. This row is the lock for all of their time."""

    name = models.CharField(max_length=80, help_text="As patients see it.")
    services = models.ManyToManyField(Service, through="Offering", related_name="therapists")
    is_active = models.BooleanField(
        "takes bookings",
        default=True,
        help_text=(
            "Clear this box when they no longer take patients. You will first see which booked "
            "visits would need another therapist."
        ),
    )
    order = models.PositiveSmallIntegerField(default=100)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="therapist",
        help_text="With it, they see their own visits. Choose it on the account’s own screen.",
    )

    objects = TherapistQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES), watched(Topic.PAGES)]
        ordering = ["order", "name"]

    def __str__(self):
        return self.name


class OfferingQuerySet(models.QuerySet):
    def in_order(self):
        """With their services and therapists, in the order shown to people."""
        orders = ("service__order", "service__name", "therapist__order", "therapist__name")
        return self.select_related("service", "therapist").order_by(*orders)


class Offering(models.Model):
    """A service that a therapist offers, with their own duration if they have one."""

    therapist = models.ForeignKey(Therapist, on_delete=models.CASCADE, related_name="offerings")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="offerings")
    duration = models.PositiveSmallIntegerField(
        "own duration (minutes)",
        null=True,
        blank=True,
        validators=[SHORTEST_VISIT, LONGEST_VISIT],
        help_text="Leave empty to use the service's own.",
    )
    price = models.CharField(
        "own price",
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text="Leave empty to use the service's own.",
    )

    objects = OfferingQuerySet.as_manager()

    class Meta:
        triggers = [watched(Topic.TIMES), watched(Topic.PAGES)]
        verbose_name = "service of a therapist"
        verbose_name_plural = "services of therapists"
        constraints = [
            models.UniqueConstraint(
                fields=["therapist", "service"], name="booking_offered_once_by_a_therapist"
            ),
            models.CheckConstraint(
                condition=Q(duration=None) | Q(duration__gte=5),
                name="booking_own_duration_takes_time",
            ),
        ]

    def __str__(self):
        return f"{self.service} with {self.therapist}"

    def is_bookable(self):
        """Whether it can be booked now, online or by phone."""
        return self.service.is_active and self.therapist.is_active
