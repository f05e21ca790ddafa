from types import SimpleNamespace

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.text import Truncator

from clinic.links import whole
from pages.blocks.people import Person
from pages.blocks.treatments import Treatment
from pages.reading import json_ld
from pages.reading.questions import asked, in_plain_words
from pages.reading.special_hours import special_hours

ENOUGH = 160  # characters, about as many as a search result shows

register = template.Library()


@register.inclusion_tag("pages/_machines.html", takes_context=True)
def machines(context, title="", description="", more=()):
    """The part of <head> that is for machines, on every page that can be found.

    A page with a revision needs no arguments; any other passes its title and description. `more`
    are other things that it shows, as in `json_ld`.
    """
    request, clinic, revision = context["request"], context["clinic"], context.get("revision")
    if request.method not in ("GET", "HEAD"):
        return {"hidden": True}  # the response to a form has no address that can be found
    home, url = whole(reverse("pages:home")), whole(request.path)
    own = share = None
    if revision:
        title = revision.title
        description = described(revision, context.get("sections", ()))
        own = own_picture(revision, context.get("sections", ()))
        share = card(revision) or own
    share = share or SimpleNamespace(
        url=whole(static("img/share.png")), width=1200, height=630, alt=clinic.name
    )
    steps = [("Home", home)]
    if above := context.get("above"):
        steps.append((above["title"], whole(above["url"])))
    steps += [(title, url)] if title and url != home else []
    sections = context.get("sections", ())
    people = people_on(sections, revision, url, home, clinic.name)
    things = [
        whole_clinic(clinic, home, context.get("closures", ())),
        json_ld.website(clinic.name, home),
        revision and content(revision, url, home, description, own, people, sections),
        *people,
        json_ld.questions(url, asked(sections)),
        json_ld.trail(*steps),
        *more,
    ]
    return {
        "url": url,
        "title": title,
        "description": description,
        "clinic": clinic,
        "share": share,
        "is_article": revision is not None and url != home,
        "graph": mark_safe(json_ld.graph(*things)),  # noqa: S308 graph() escapes it
    }


def whole_clinic(clinic, home, closures):
    """With its logo, and the days on which it is closed, which the page knows."""
    logo = clinic.logo
    return json_ld.clinic_as_thing(
        clinic,
        home,
        special=special_hours(closures, clinic.opening_hours, timezone.localdate()),
        logo=logo and json_ld.picture(whole(logo.file.url), logo.width, logo.height, clinic.name),
    )


def people_on(sections, revision, url, home, clinic_name):
    """The people whom sections of this page are about."""
    return [
        json_ld.person(
            f"{url}#{one.anchor}",
            home,
            name,
            clinic_name,
            one.values,
            as_thing(picture(one)),
        )
        for one in sections
        if one.block.kind == Person.kind
        and (name := one.block.name_of(one, revision.title, revision.page.folder))
    ]


def content(revision, url, home, description, image, people, sections):
    about = people[0] if len(people) == 1 and revision.page.folder == Person.folder else None
    return json_ld.web_page(
        url,
        home,
        revision,
        description,
        first_published_at=first_published_at(revision),
        image=as_thing(image),
        about=json_ld.ref(about["@id"]) if about else treatment(revision, sections),
    )


def treatment(revision, sections):
    """The treatment that the page is about, if any."""
    page = revision.page
    named = revision.title if page.folder == Treatment.folder else ""
    blocks = (one for one in sections if one.block.kind == Treatment.kind)
    for_whom = next((one.values["for_whom"] for one in blocks), "")
    return json_ld.treatment(page.treatment or named, for_whom)


def first_published_at(revision):
    """When readers could first see the page (UTC). A live revision was read together with it."""
    if not hasattr(revision, "first_published_at"):  # a preview
        return revision.page.first_published_at() or revision.publish_at
    return revision.first_published_at


def picture(illustrated):
    """The own image of a revision or a section, or None."""
    image = illustrated.image
    if not image:
        return None
    return SimpleNamespace(
        url=whole(image.file.url), width=image.width, height=image.height, alt=illustrated.alt
    )


def own_picture(revision, sections):
    """The image of a page: its own or, on one about a person, their photo. None without either."""
    folder = revision.page.folder
    of_person = (one for one in sections if one.block.portrays and one.block.folder == folder)
    return next(filter(None, map(picture, (revision, *of_person))), None)


def as_thing(image):
    return image and json_ld.picture(image.url, image.width, image.height, image.alt)


def card(revision):
    """The revision's image for sharing, as it was cut, or None."""
    shared = revision.shared
    if not shared.image_id:
        return None
    width, height = shared.size
    return SimpleNamespace(url=whole(shared.url), width=width, height=height, alt=shared.alt)


def described(revision, sections):
    """The description for search results: the editor's, or the beginning of the text."""
    if revision.description:
        return " ".join(revision.description.split())
    words = (in_plain_words(one.body) for one in sections)
    return Truncator(next(filter(None, words), "")).chars(ENOUGH)
