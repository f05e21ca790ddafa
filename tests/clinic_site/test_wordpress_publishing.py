"""Several drafts of one import are published at once, each as its own screen would."""

import re

import pytest
from django.contrib.admin.models import LogEntry

from clinic_site.models import WordPressImport
from pages.models import Page, Revision
from pages.models.publishing_rules import PublishingRules
from tests import make, wxr
from tests.clinic_site.test_wordpress import brought_in, page
from tests.markup import Markup

pytestmark = pytest.mark.django_db

ITEMS = (
    wxr.item(1, "Fees", "/fees/", content='<p>See <a href="/team/">us</a>.</p>'),
    wxr.item(2, "Team", "/team/", content="<p>Who we are.</p>"),
    wxr.item(3, "Staff only", "/staff/", status="private", content="<p>Inside.</p>"),
    wxr.item(4, "Locked", "/locked/", password="x", content="<p>Inside.</p>"),
    wxr.item(8, "", "/untitled/", content="<p>Words.</p>"),
    wxr.item(5, "Empty", "/empty/"),
    wxr.item(6, "Claims", "/claims/", content="<p>We guarantee relief.</p>"),
    wxr.item(7, "Heading", "/heading/", content="<h2>Book</h2>[a-form]<h2>Fees</h2><p>$120</p>"),
)


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors"))
    return client


@pytest.fixture
def address():
    return f"/admin/wordpress/{brought_in(wxr.export(*ITEMS), None).pk}/"


def sent_from(shown):
    """What a browser sends of it."""
    return Markup(shown).fields | {"draft": re.findall(r'value="(\d+)"[^>]* checked', shown)}


def live():
    return sorted(Page.objects.public().values_list("slug", flat=True))


def test_what_was_public_there_is_published_and_what_needs_a_person_is_told(editor, address):
    assert "Publish the 8 drafts</a>" in editor.get(address).text
    shown = editor.get(f"{address}publish/").text
    for words in (
        "It needs a title and at least one section.",
        "“Book” has no text yet.",
        f'/revision/{page("claims").draft().pk}/wording/">1 sentence to look at</a> first.',
        "Page, private, May 3, 2018",
        "Page, published, May 3, 2018, with a password",
    ):
        assert words in shown
    sent = sent_from(shown)
    selected = {draft.page.slug for draft in Revision.objects.filter(pk__in=sent["draft"])}
    assert selected == {"fees", "team"}
    told = editor.post(f"{address}publish/", sent, follow=True).text
    assert "2 pages are published." in told
    assert live() == ["fees", "team"]
    assert page("fees").live_revision().published_by.groups.get().name == "Editors"
    assert LogEntry.objects.filter(change_message__contains="Published with others").count() == 2
    assert "is published." not in editor.post(f"{address}publish/", sent, follow=True).text
    assert live() == ["fees", "team"]


def test_what_somebody_has_changed_or_may_not_publish_stays_a_draft(editor, address):
    sent = sent_from(editor.get(f"{address}publish/").text)
    fees, team, claims = (page(slug).draft() for slug in ("fees", "team", "claims"))
    fees.rewrite(None, fees.version, {"title": "Our fees"}, fees.sections.all())
    sent |= {"draft": [*sent["draft"], claims.pk], f"seen-{claims.pk}": claims.version}
    PublishingRules.objects.create(pk=1, needs_second_person=True)
    Revision.objects.filter(pk=team.pk).update(author=make.User.objects.get())
    told = Markup(editor.post(f"{address}publish/", sent, follow=True).text).words
    assert "“Our fees” was not published. Somebody has changed it" in told
    assert "“Team” was not published. You were the last to change this draft" in told
    assert "“Claims” was not published. 1 sentence to look at first." in told
    assert live() == []


def test_odd_posts_publish_nothing(editor, address):
    other = make.page("other").edit(by=None)
    for sent in (
        {},
        {"draft": ["x", "", "9" * 30, "-1"]},
        {"draft": page("fees").draft().pk},
        {"draft": other.pk, f"seen-{other.pk}": other.version},
    ):
        assert editor.post(f"{address}publish/", sent).status_code == 302
    assert live() == ["other"]
    assert other == page("other").draft()
    assert editor.get(f"{address}publish/?p=x").status_code == 200


def test_nobody_publishes_without_the_permission(client, address):
    user = make.staff("Editors")
    user.groups.clear()
    user.user_permissions.set(make.permissions("add_wordpressimport", "change_revision"))
    client.force_login(user)
    assert "Ask somebody who may publish" in client.get(address).text
    assert client.get(f"{address}publish/").status_code == 403
    assert client.post(f"{address}publish/", {}).status_code == 403
    assert WordPressImport.objects.exists()


def test_links_to_book_in_another_program_are_told_before_they_are_public(editor):
    linked = '<p><a href="https://sample.janeapp.com/">See our times</a></p>'
    items = wxr.item(1, "Visits", "/visits/", content=linked), ITEMS[1]
    address = f"/admin/wordpress/{brought_in(wxr.export(*items), None).pk}/"
    assert "It has links to book at sample.janeapp.com." in editor.get(address).text
    shown = editor.get(f"{address}publish/").text
    assert "It has links to book at sample.janeapp.com. On this site" in shown
    assert sent_from(shown)["draft"] == [str(page("team").draft().pk)]
    visits = page("visits").draft()
    text = visits.sections.get()
    text.body = '<p><a href="/book/">See our times</a></p>'
    visits.rewrite(None, visits.version, {}, [text])
    shown = editor.get(f"{address}publish/").text
    assert "janeapp" not in shown
    assert len(sent_from(shown)["draft"]) == 2


def test_links_that_still_lead_to_the_old_site_are_told(editor):
    content = (
        '<p><a href="/team/">Us</a> <a href="/forms/new-patient/">A form</a> '
        '<a href="https://elsewhere.example/">A study</a></p>'
    )
    items = wxr.item(1, "Visits", "/visits/", content=content), ITEMS[1]
    address = f"/admin/wordpress/{brought_in(wxr.export(*items), None).pk}/"
    told = "not brought in still lead to the old site: https://old.example/forms/new-patient/</li>"
    assert told in editor.get(address).text
