"""Pictures and PDFs of an import, stored as they are wanted: each once, whatever shows it."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from clinic.long_work import CannotGoOn
from clinic.outside_file import SILENT, Failed, fetched
from clinic_site.moving.galleries import Galleries
from clinic_site.moving.keys import digest
from clinic_site.moving.old_addresses import fits, host_of
from clinic_site.moving.pictures import (
    NotUsed,
    Uploads,
    below_uploads_of,
    is_document,
    most_bytes,
    original,
    stored,
)
from clinic_site.moving.records import OldFile

SECONDS = 15  # for one file of the old site
MOST_SILENCES = 3  # in a row
GONE = "The old site did not answer three times in a row, so it was not asked again."
NO_FILE = "No file for it was uploaded."


def uploads_of(work):
    """All that was uploaded here of the old site's uploads. Raises CannotGoOn."""
    attached = work.items.filter(kind="attachment").values_list("about_file__url", flat=True)
    hosts = {host_of(work.link), *(host_of(one) for one in attached if one)} - {""}
    try:
        return Uploads([one.file.open() for one in work.zips.select_related("file")], hosts)
    except ValidationError as error:
        raise CannotGoOn(error.messages[0]) from None


def kept_path(address):
    """By which its old address is looked up; "" if the index has no room for it."""
    path = original(below_uploads_of(address))
    return path if fits(path) else ""


class Files:
    def __init__(self, work):
        self.work, self.found, self.why_not, self.silences = work, {}, {}, 0
        self.done, self.total = 0, 0  # of the work
        self.uploads, self.galleries = uploads_of(work), Galleries(work)
        attached = work.items.filter(kind="attachment").values_list("about_file", flat=True)
        self.about = {below_uploads_of(one["url"]): one for one in attached if one.get("url")}
        numbered = work.items.filter(kind="attachment", old_id__isnull=False)
        self.by_id = dict(numbered.values_list("old_id", "about_file"))

    def go_on(self):
        """Say how far it is, which keeps the claim."""
        self.work.progress(self.done, self.total)

    def take(self, address):
        """The key of the Image or Document that this address of the old site is now.

        Raises NotUsed.
        """
        if address in self.why_not:
            raise NotUsed(self.why_not[address])
        if address not in self.found:
            self.go_on()  # one may take long, and a page have many
            try:
                self.found[address] = self.looked_up(address)
            except NotUsed as reason:
                # Its words alone: the error holds the page that asked, with its comments.
                self.why_not[address] = str(reason)
                raise
        return self.found[address]

    def looked_up(self, address):
        path = self.uploads.path_for(address)
        name = path or original(below_uploads_of(address))
        same = {"site": self.work.site, "key": digest(name)}
        known = OldFile.objects.filter(**same).select_related("image", "document").first()
        if known and (row := known.image or known.document):
            if not known.path:  # an import that did not keep it yet
                OldFile.objects.filter(pk=known.pk).update(path=kept_path(address))
            return row
        if not path and not self.may_fetch(address):
            raise NotUsed(NO_FILE)
        content = self.uploads.content(path, most_bytes(name)) if path else None
        if content is None:
            content = self.fetched(address, most_bytes(name))
        with self.work.small_step():
            row = stored(name, content, self.work.started_by)
            kind = "document" if is_document(name) else "image"
            values = {kind: row, "path": kept_path(address)}
            OldFile.objects.update_or_create(**same, defaults=values)
        return row

    def may_fetch(self, address):
        host = host_of(address)
        return self.work.fetches_pictures and bool(host) and host == host_of(self.work.link)

    def fetched(self, address, most):
        """What the old site answers. Raises NotUsed, without asking once the site is silent."""
        if self.silences >= MOST_SILENCES:
            raise NotUsed(GONE)
        host = urlsplit(address).hostname
        schemes = ("https", "http")
        try:
            body = fetched(address, most=most, seconds=SECONDS, schemes=schemes, host=host).body
        except Failed as reason:
            self.silences = self.silences + 1 if str(reason) == SILENT else 0
            raise NotUsed(str(reason)) from None
        self.silences = 0
        return body

    def about_of(self, address):
        """The alt text and the title of this picture in the old site's library."""
        path = below_uploads_of(address)
        return self.about.get(path) or self.about.get(self.uploads.path_for(address) or "", {})
