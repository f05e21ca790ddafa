"""The screen that tells administrators how the website itself is doing."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from booking.models import Text
from clinic import texting
from clinic.clock import moment, waited
from clinic_site import mail_queue
from clinic_site.accounts.rules import SignInRules
from clinic_site.backups.home import Home
from clinic_site.health import next_steps
from clinic_site.health.report import look
from clinic_site.health.rows import HEALTH, Heartbeat

LEAST_FREE = 0.1  # of the disk with the images
BACKUP_EVERY_DAYS = 2
MOST_WORKERS = 10


@dataclass(frozen=True)
class Item:
    """One thing that can fail, and how it is, in words."""

    name: str
    words: str
    is_well: bool = True
    next_step: str = ""  # what whoever reads it can do if it is not well


@permission_required(HEALTH, raise_exception=True)
@require_safe
def health(request):
    context = {
        **admin.site.each_context(request),
        "title": "Health of the website",
        "items": items(),
        "workers": Heartbeat.objects.order_by("-at")[:MOST_WORKERS],
        "told": [address for _, address in settings.ADMINS],
    }
    return render(request, "admin/health.html", context)


def items():
    report = look()
    return [
        Item(
            "Database",
            "It responds and accepts changes." if report.is_writable else "It accepts no changes.",
            report.is_writable,
            next_steps.DATABASE,
        ),
        migrations(report.missing),
        worker(report.signs),
        email(report.signs),
        texts(),
        disk(),
        backup(),
        second_step(),
    ]


def migrations(missing):
    if not missing:
        return Item("Tables", "They match this version.")
    words = f"They do not match this version: run “manage.py migrate”. Missing: {missing[0]}"
    others = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
    return Item("Tables", f"{words}{others}.", False, next_steps.TABLES)


def worker(signs):
    if signs.is_worker_alive:
        return Item("Worker", "It is running.")
    last = f"since {moment(signs.beat_at)}" if signs.beat_at else "yet"
    return Item(
        "Worker", f"It has not run {last}. Nothing is sent without it.", False, next_steps.WORKER
    )


def email(signs):
    count = mail_queue.new().count()
    waiting = f"{count} {ngettext('is', 'are', count)} waiting" if count else "nothing is waiting"
    if since := signs.mail_since:
        words = f"None has gone out since {moment(since)}; {waiting}."
        return Item("Email", words, False, next_steps.EMAIL)
    if not signs.is_worker_alive:
        return Item("Email", f"It goes out once the worker runs; {waiting}.", False)
    return Item("Email", f"It is going out; {waiting}.")


def texts():
    if not texting.is_on():
        return Item("Text messages", "They are off.")
    count = Text.objects.undelivered().count()
    if not count:
        return Item("Text messages", "They are going out.")
    return Item("Text messages", f"{count} may not have arrived.", False, next_steps.TEXTS)


def disk():
    if settings.MEDIA_BUCKET:
        return Item("Images", "They are kept in a bucket, which has its own screen.")
    place = Path(settings.MEDIA_ROOT)
    try:  # the folder itself is made with the first image
        used = shutil.disk_usage(next(one for one in (place, *place.parents) if one.exists()))
    except OSError:
        return Item("Images", "The folder for images cannot be read.", False, next_steps.IMAGES)
    words = f"{filesizeformat(used.free)} of {filesizeformat(used.total)} is free on their disk."
    return Item("Images", words, used.free > LEAST_FREE * used.total, next_steps.DISK)


def second_step():
    if SignInRules.current().is_second_factor_required:
        return Item("Second step", "It is required of everyone who sees patients’ information.")
    words = "It is not required: a stolen password is enough to read patients’ information."
    return Item("Second step", words, False, next_steps.SECOND_STEP)


def backup():
    last = Home.objects.last_backup_at()
    if last is None:
        words = "None has been made with “manage.py backup” yet."
        return Item("Last backup", words, False, next_steps.BACKUP)
    is_recent = (timezone.now() - last).days < BACKUP_EVERY_DAYS
    words = f"{moment(last)}, {waited(last)} ago."
    return Item("Last backup", words, is_recent, next_steps.BACKUP)
