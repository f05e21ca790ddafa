"""The draft that an item of the old site becomes."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html

from clinic_site.moving import summaries, without_words, words
from clinic_site.moving.pictures import NotUsed, is_document
from clinic_site.moving.states import KINDS, STATUSES
from pages.blocks.shown import Picture
from pages.models import Document, Image, Revision, Section
from pages.text.lasting import with_addresses
from pages.wordpress.sections import converted, lacking

LONGEST_SUMMARY = Revision._meta.get_field("summary").max_length
LONGEST_TITLE = Revision._meta.get_field("title").max_length
LONGEST_NOTE = Revision._meta.get_field("note").max_length
LONGEST_ALT = Section._meta.get_field("alt").max_length

UNTITLED = "Untitled ({})"
LONG_TITLE = (
    "Its title is too long for this site, so it is cut; all of it is at the start of the text."
)
LONG_EXCERPT = "Its excerpt is too long for a summary, so it is at the start of the text."
LONG_ALT = "The description of {} is too long, so it is cut. In full: “{}”"
LEADS_BACK = "Its links to what was not brought in still lead to the old site: {}"
MOST_NAMED = 1_000  # characters of addresses
NOT_HERE = "{}: {}"
SHOWED = "{} Its description was: “{}”"


class Draft:
    def __init__(self, work, item, entry, galleries):
        self.work, self.item, self.entry = work, item, entry
        self.text = converted(entry.content, work.link, galleries.of(entry))
        self.excerpt = summaries.excerpt_of(entry, self.text.parts)
        self.said, self.files, self.about, self.thumbnail = [], {}, {}, None
        self.gone = []  # addresses of the old site in its links

    def take_files(self, files):
        """Store the pictures and PDFs that it shows, or note why one can't be."""
        about = files.by_id.get(self.entry.thumbnail) or {}
        wanted = [*self.item.pictures, *filter(None, [about.get("url")])]
        for address in dict.fromkeys(wanted):
            try:
                self.files[address] = files.take(address)
                self.about[address] = files.about_of(address)
            except NotUsed as reason:
                words_for = self.words_for(address) or files.about_of(address).get("alt", "")
                reason = SHOWED.format(reason, words_for) if words_for else reason
                self.item.missing.append(NOT_HERE.format(address, reason))
        self.thumbnail = about.get("url")

    def words_for(self, address):
        """What its text says of this picture."""
        return next((one.alt for one in self.text.parts if one.image_url == address), "")

    def store(self, page, places):
        """Make the draft; returns the notes about it, a sentence each."""
        sections = [*self.too_long(), *self.sections(places)]
        image = self.illustrated(self.thumbnail, {}) if self.thumbnail in self.files else {}
        revision = Revision.objects.create(
            page=page,
            author=self.work.started_by,
            title=words.shortened(self.title, LONGEST_TITLE),
            summary="" if len(self.excerpt) > LONGEST_SUMMARY else self.excerpt,
            seo_description=summaries.description_of(self.entry),
            note=self.note(),
            **image,
        )
        for order, section in enumerate(sections, start=1):
            section.revision, section.order = revision, order
        Section.objects.bulk_create(sections)
        self.keep([revision, *sections])
        if gone := list(dict.fromkeys(self.gone)):
            self.said.append(LEADS_BACK.format(words.shortened(", ".join(gone), MOST_NAMED)))
        self.said += lacking((one.heading, one.body or one.image_id) for one in sections)
        return [one for one in self.said if one not in self.item.said + self.item.left_out]

    @property
    def title(self):
        return self.item.title or UNTITLED.format(self.item.link or f"item {self.item.number}")

    def too_long(self):
        """Sections with what is longer than the fields for it, so that nothing is lost."""
        if len(self.title) > LONGEST_TITLE:
            self.said.append(LONG_TITLE)
            yield Section(body=format_html("<p>{}</p>", self.title))
        if len(self.excerpt) > LONGEST_SUMMARY:
            self.said.append(LONG_EXCERPT)
            yield Section(body=format_html("<p>{}</p>", self.excerpt))

    def note(self):
        """Where it is from, for colleagues."""
        status = STATUSES.get(self.entry.status, self.entry.status)
        at = self.entry.at and date_format(timezone.localtime(self.entry.at), "F j, Y")
        when = f", {at}" if at else ""
        by = f", by {self.item.by}" if self.item.by else ""
        locked = ", with a password" if self.entry.has_password else ""
        noun = KINDS[self.entry.kind]
        return words.shortened(f"From WordPress: {noun}, {status}{when}{locked}{by}", LONGEST_NOTE)

    def sections(self, places):
        for part in self.text.parts:
            image = {}
            if part.image_url in self.files:
                image = self.illustrated(part.image_url, {"alt": part.alt, "caption": part.caption})
            if image and not part.heading and not part.body:
                yield Section(kind=Picture.kind, data={"caption": part.caption}, **image)
                continue
            caption = f"<p>{escape(part.caption)}</p>" if part.caption else ""
            body = with_addresses(part.body + caption, lambda href: self.leads(href, places))
            if part.heading or body or image:
                yield Section(heading=part.heading, body=body, **image)

    def leads(self, href, places):
        """Where a link leads now: to a file or page that was brought in, or where it led before."""
        found = self.files.get(href)
        if isinstance(found, Document):
            return found.get_absolute_url()
        if places.is_gone(href):
            self.gone.append(href)
        return places.lasting(href)

    def illustrated(self, address, said):
        """The columns that show this picture with its description, as the old site had it."""
        image = self.files[address]
        if is_document(address.lower()) or not isinstance(image, Image):
            return {}
        name, about = address.rpartition("/")[2], self.about.get(address, {})
        alt = said.get("alt") or about.get("alt") or said.get("caption", "")
        alt = " ".join(words.line(alt).split())
        if len(alt) > LONGEST_ALT:
            self.said.append(LONG_ALT.format(name, alt))
            alt = words.shortened(alt, LONGEST_ALT)
        if not alt:
            self.said.append(without_words.UNDESCRIBED.format(name))
        return {"image": image, "alt": alt, "decorative": not alt}

    def keep(self, uses):
        """Nothing that is shown here is purged as unused."""
        Image.objects.filter(pk__in={one.image_id for one in uses if one.image_id}).keep()
        Image.objects.start_from(uses)
        documents = {one.pk for one in self.files.values() if isinstance(one, Document)}
        Document.objects.filter(pk__in=documents).keep()
