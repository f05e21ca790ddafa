"""Addresses that the program needs, now or in a coming version, are not free for pages."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import get_resolver

from pages.addresses import RESERVED, TAKEN, free
from pages.models import Page
from pages.models.page import SLUG
from tests import make
from tests.migrating import before


def first_parts(patterns):
    for one in patterns:
        first = str(one.pattern).partition("/")[0]
        if first or not hasattr(one, "url_patterns"):
            yield first
        else:
            yield from first_parts(one.url_patterns)


def test_each_address_of_the_program_is_reserved():
    ours = {one for one in first_parts(get_resolver().url_patterns) if re.fullmatch(SLUG, one)}
    assert ours | {"static"} == set(TAKEN)


@pytest.mark.parametrize("slug", ["team", "treatments", "readyz", "fees", "login", "api"])
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
        page.move_to("team")
    assert Page.objects.get().slug == "our-team"


@pytest.mark.parametrize("slug", ["our-team", "teams", "book-now"])
def test_others_are_free(slug, db):
    Page(slug=slug).full_clean()


def test_a_new_address_is_one_that_nobody_has():
    taken = {"team-page", "team-page-2", *RESERVED}
    assert free("team", taken) == "team-page-3"
    assert len(free("t" * 50, {f"{'t' * 45}-page"})) <= 50


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_there_moves_and_its_old_address_leads_to_it(client):
    with before(("pages", "0018_home_is_public")) as old:
        for slug in ("team", "team-page", "ims"):
            old("pages", "Page").objects.create(slug=slug)
    assert set(Page.objects.values_list("slug", flat=True)) == {"team-page-2", "team-page", "ims"}
    assert Page.objects.get(former_slugs__slug="team").slug == "team-page-2"
    client.force_login(make.staff("Editors"))
    listed = client.get("/admin/pages/page/").text
    assert listed.count("Moved here from /team/, which the site itself needs.") == 1
