"""What an administrator decides about publishing: whether it takes a second person."""

from django.contrib.auth import get_user_model
from django.db import models

PUBLISH = "pages.publish_revision"


class NeedsSecondPerson(Exception):
    """The person who wrote this text may not publish it alone.

    `others` are the accounts that may, by name; perhaps none.
    """

    def __init__(self, others):
        super().__init__()
        self.others = others

    def __str__(self):
        return (
            "You were the last to change this draft, so someone else has to publish it. "
            f"{who(self)}"
        )


def who(refusal):
    if not refusal.others:
        return "No other account may publish: please ask an administrator."
    return f"It can be published by {' or '.join(map(str, refusal.others))}."


class PublishingRules(models.Model):
    """One row, with defaults before it exists."""

    needs_second_person = models.BooleanField(
        "nothing goes live without a second person",
        default=False,
        db_default=False,
        help_text=(
            "The person who last changed a draft can’t publish or schedule it; someone else does, "
            "after reading it. Changing only the note for colleagues doesn’t count."
        ),
    )

    class Meta:
        verbose_name = verbose_name_plural = "publishing rules"
        default_permissions = ["view", "add", "change"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1), name="pages_one_row_of_publishing_rules"
            )
        ]

    def __str__(self):
        return "Publishing rules"

    @classmethod
    def current(cls):
        return cls.objects.filter(pk=1).first() or cls()

    @classmethod
    def check_publisher(cls, author, by):
        """Raise NeedsSecondPerson if `by` wrote the text and the rule is on; both are keys.

        Without a person, as in a command that fills a new site, there is nobody to refuse.
        """
        if by is not None and author == by and cls.current().needs_second_person:
            raise NeedsSecondPerson(list(publishers().exclude(pk=by)))


def publishers():
    """The accounts that may publish, by name."""
    return staff_with(PUBLISH)


def editors():
    """The accounts that may write drafts, by name."""
    return staff_with("pages.change_revision")


def staff_with(permission):
    accounts = get_user_model()._default_manager
    backend = "django.contrib.auth.backends.ModelBackend"
    found = accounts.with_perm(permission, backend=backend)
    return found.filter(is_staff=True).order_by("username")


def differs(stored, values, sections):
    """Whether readers would read anything else than in the stored draft.

    Not if only the note for colleagues is another one.
    """
    for name, value in values.items():
        if name != "note" and with_one_line_end(getattr(stored, name)) != with_one_line_end(value):
            return True
    before = list(stored.sections.all())
    columns = [one.attname for one in before[0]._meta.concrete_fields] if before else []
    columns = [name for name in columns if name not in {"id", "revision_id", "order", "data"}]

    def told(rows):
        found = [[*one.values.values(), *(getattr(one, name) for name in columns)] for one in rows]
        return [list(map(with_one_line_end, one)) for one in found]

    return len(before) != len(sections) or told(before) != told(sections)


def with_one_line_end(value):
    """The value without the line ends that browsers send for the same words."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
