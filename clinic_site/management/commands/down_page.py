import base64
import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from clinic.models import Clinic
from clinic_site import headers


class Command(BaseCommand):
    help = (
        "Writes the page “Down for a moment”, with the clinic's phone number, as one file that "
        "needs nothing else. A proxy shows it while the site does not respond."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the file to write, such as down.html")

    def handle(self, *, file, **options):
        sheets = [settings.BASE_DIR / "static/css" / name for name in ("tokens.css", "site.css")]
        style = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        context = {
            "clinic": Clinic.current(),
            "style": mark_safe(style),  # noqa: S308 our own
            "policy": mark_safe(headers.DOWN.format(digest=f"sha256-{digest}")),  # noqa: S308
        }
        unfinished = file.with_name(f"{file.name}.new")
        try:
            unfinished.write_text(render_to_string("503.html", context), encoding="utf-8")
            unfinished.replace(file)  # at once: the proxy may be reading it
        except OSError as error:
            raise CommandError(error) from error
