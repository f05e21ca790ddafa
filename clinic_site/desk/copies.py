"""Whether this is a copy of the site, which does nothing by itself."""

from clinic_site.desk.section import Section
from clinic_site.models import Home


def to_count():
    return {"copies": Home.objects.elsewhere().values("pk")}


def section(counts):
    rows = [Home] if counts["copies"] else []
    return Section("copy", "This is a copy", rows)
