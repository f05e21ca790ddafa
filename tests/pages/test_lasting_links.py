"""A link to a section or a page keeps working after it has another heading or address."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pages.models import Page, Section, SectionAnchor
from tests import make
from tests.markup import Markup

pytestmark = pytest.mark.django_db


def publish(page, *headings, at=None):
    """Publish the page with these (key, heading) as its sections."""
    draft = page.edit(by=None)
    draft.sections.all().delete()
    for order, (key, heading) in enumerate(headings, start=1):
        draft.sections.create(key=key, heading=heading, body="<p>A text.</p>", order=order)
    draft.publish(at=at)


def anchors(page):
    """The anchors of each section as readers see it, the present one first."""
    sections = page.live_revision().anchored_sections()
    return [[one.anchor, *one.former_anchors] for one in sections]


ONE, OTHER = uuid.UUID(int=1), uuid.UUID(int=2)


def test_a_link_to_a_section_outlives_its_heading(client):
    page = make.page()
    publish(page, (ONE, "Fees"))
    publish(page, (ONE, "What it costs"))
    publish(page, (ONE, "Prices"))
    text = client.get("/a-page/").text
    assert '<section id="prices"' in text
    assert '<span class="former" id="fees">' in text
    assert '<span class="former" id="what-it-costs">' in text
    assert 'href="#prices"' in text


def test_no_other_section_takes_the_anchor(db):
    page = make.page()
    publish(page, (ONE, "Fees"))
    publish(page, (OTHER, "Fees"), (ONE, "Prices"))
    assert anchors(page) == [["fees-2"], ["prices", "fees"]]


def test_sections_with_one_heading_keep_their_anchors_when_they_change_places(db):
    page = make.page()
    publish(page, (ONE, "Fees"), (OTHER, "Fees"))
    publish(page, (OTHER, "Fees"), (ONE, "Fees"))
    assert anchors(page) == [["fees-2"], ["fees"]]


def test_the_anchor_of_a_section_that_is_gone_is_free(db):
    page = make.page()
    publish(page, (ONE, "Fees"))
    publish(page, (OTHER, "Fees"))
    assert anchors(page) == [["fees"]]


def test_what_was_live_before_anchors_were_remembered_is_found(db):
    page = make.page()
    publish(page, (ONE, "Fees"))
    publish(page, (ONE, "Prices"))
    SectionAnchor.objects.all().delete()
    publish(page, (ONE, "What it costs"))
    assert sorted(anchors(page)[0]) == ["fees", "prices", "what-it-costs"]


def test_a_scheduled_version_takes_no_anchor_from_the_live_one_and_remembers_it(db):
    page = make.page()
    publish(page, (ONE, "Fees"), (OTHER, "Hours"))
    tomorrow = timezone.now() + timedelta(days=1)
    publish(page, (OTHER, "Fees"), at=tomorrow)
    assert anchors(page) == [["fees"], ["hours"]]
    with time_machine.travel(tomorrow + timedelta(hours=1)):
        assert anchors(page) == [["fees", "hours"]]


def test_the_search_and_the_preview_lead_to_the_same_anchor(client):
    page = make.page()
    publish(page, (ONE, "Fees"))
    publish(page, (OTHER, "Fees"), (ONE, "Prices"))
    assert "/a-page/#fees-2" in client.get("/search/?q=fees").text
    client.force_login(make.staff("Editors"))
    preview = client.get(f"/admin/pages/revision/{page.live_revision().pk}/preview/").text
    assert 'id="fees-2"' in preview
    assert '<span class="former" id="fees">' in preview


@pytest.fixture
def editor(client, db):
    client.force_login(make.staff("Editors"))
    return client


def form_of(editor, draft):
    """What a browser would send from this screen."""
    screen = editor.get(draft.get_admin_url()).text
    return Markup(re.sub(r"<template.*?</template>", "", screen, flags=re.DOTALL)).fields


def save(editor, page, body, do="save"):
    """Save this text as the only section of the page's draft; returns the section."""
    draft = page.edit(by=None)
    typed = form_of(editor, draft) | {"sections-0-body": body, "do": do}
    assert editor.post(draft.get_admin_url(), typed).status_code == 302
    return Section.objects.filter(revision__page=page).latest("revision__pk")


def test_a_link_follows_its_page_which_moves_and_whose_address_another_page_takes(editor):
    page, target = make.page(), make.page("fees-old")
    stored = save(editor, page, '<p><a href="/fees-old/#a-heading">Fees</a></p>', "publish")
    assert f'href="/_page/{target.pk}/#a-heading"' in stored.body
    target.move_to("our-fees")
    make.page("passing").move_to("fees-old")
    assert '<a href="/our-fees/#a-heading">Fees</a>' in editor.get("/a-page/").text


def test_an_editor_reads_and_types_addresses_not_keys(editor):
    page, target = make.page(), make.page("fees-old")
    save(editor, page, '<p><a href="/fees-old/">Fees</a></p>')
    target.move_to("our-fees")
    screen = editor.get(page.edit(by=None).get_admin_url()).text
    assert "&lt;a href=&quot;/our-fees/&quot;&gt;" in screen
    assert "/_page/" not in screen


def test_a_text_that_nobody_changed_stays_as_it_was_stored(editor):
    page = make.page()
    make.page("our-fees")
    old = '<p><a href="/our-fees/">Fees</a></p>'
    page.edit(by=None).sections.update(body=old)
    assert save(editor, page, old).body == old


def test_a_button_follows_its_page(editor):
    page, target = make.page(), make.page("fees-old")
    draft = page.edit(by=None)
    draft.sections.update(
        kind="button", heading="", body="", data={"words": "Fees", "link": "/fees-old/"}
    )
    typed = form_of(editor, draft) | {"sections-0-words": "Our fees", "sections-0-link": "fees-old"}
    assert editor.post(draft.get_admin_url(), typed | {"do": "publish"}).status_code == 302
    target.move_to("our-fees")
    assert 'href="/our-fees/"' in editor.get("/a-page/").text


def test_the_stored_form_of_a_link_leads_to_the_page_too(client):
    target = make.page("fees-old")
    target.move_to("our-fees")
    assert client.get(f"/_page/{target.pk}/")["Location"] == "/our-fees/"
    target.set_public(False)
    assert client.get(f"/_page/{target.pk}/").status_code == 404
    assert client.get(f"/_page/{10**30}/").status_code == 404


def test_a_comparison_says_nothing_of_how_a_link_is_stored(editor):
    page = make.page()
    target = make.page("our-fees")
    first = page.live_revision()
    Section.objects.filter(revision=first).update(body='<p><a href="/our-fees/">Fees</a></p>')
    draft = page.edit(by=None)
    draft.sections.update(body=f'<p><a href="/_page/{target.pk}/">Fees</a></p>')
    address = f"/admin/pages/page/{page.pk}/versions/compare/?from={first.pk}&to={draft.pk}"
    compared = editor.get(address).text
    assert "now links" not in compared
    assert "_page" not in compared


def test_many_links_take_one_query_at_most(client):
    make.page()
    targets = [make.page("in-the-menu")]
    targets += [Page.objects.create(slug=f"page-{number}") for number in range(9)]
    links = "".join(f'<p><a href="/_page/{one.pk}/">Fees</a></p>' for one in targets)

    def taken(body):
        Section.objects.update(body=body)
        with CaptureQueriesContext(connection) as queries:
            assert "_page" not in client.get("/a-page/").text
        return len(queries)

    in_the_menu = links[: links.index("</p>")]
    assert taken(links) == taken(in_the_menu) + 1 == taken("<p>None</p>") + 1


def test_a_heading_of_letters_that_each_become_several_is_published():
    page = make.page()
    publish(page, (ONE, 160 * "㎯"), (OTHER, 160 * "㎯"))
    assert [len(one) for (one,) in anchors(page)] == [180, 182]


def test_a_text_with_a_link_by_key_and_one_by_address_stays_as_it_was_stored(editor):
    page = make.page()
    old = f'<p><a href="/a-page/">One</a> <a href="/_page/{page.pk}/">other</a></p>'
    page.edit(by=None).sections.update(body=old)
    assert save(editor, page, old.replace(f"_page/{page.pk}", "a-page")).body == old
