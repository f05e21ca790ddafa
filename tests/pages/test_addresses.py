"""Addresses that the program needs, now or in a coming version, are not free for pages."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import get_resolver

from pages.models import Page
from pages.models.address import SLUG, Folder
from pages.reserved import TAKEN
from tests import make


def first_parts(patterns):
    for one in patterns:
        first = str(one.pattern).partition("/")[0]
        if first or not hasattr(one, "url_patterns"):
            yield first
        else:
            yield from first_parts(one.url_patterns)


def test_each_address_of_the_program_is_reserved():
    ours = {one for one in first_parts(get_resolver().url_patterns) if re.fullmatch(SLUG, one)}
    assert ours - {*Folder} | {"static"} == set(TAKEN)  # of those, the overview is a page


@pytest.mark.parametrize("slug", ["therapists", "services", "login", "api"])
def test_an_address_of_a_coming_version_is_refused_in_words(client, db, slug):
    client.force_login(make.staff("Editors"))
    response = client.post("/admin/pages/page/add/", {"slug": slug, "order": "1"})
    assert f"Choose another one, such as {slug}-page." in response.text
    assert not Page.objects.exists()


@pytest.mark.parametrize("slug", ["book", "admin", "static"])
def test_an_address_of_this_version_is_refused(slug, db):
    with pytest.raises(ValidationError, match="taken by another part of the site"):
        Page(slug=slug).full_clean()


def test_a_page_is_not_moved_there(db):
    page = make.page("our-team")
    with pytest.raises(IntegrityError), transaction.atomic():
        page.move_to("services")
    assert Page.objects.get().slug == "our-team"


@pytest.mark.parametrize("slug", ["our-team", "teams", "book-now"])
def test_others_are_free(slug, db):
    Page(slug=slug).full_clean()
