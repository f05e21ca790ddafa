"""Treatments on the site, their cards, and the fees: from the services in the booking rules."""

import copy
import json
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Service
from clinic.models import Clinic
from pages.editing.first_sections import begin
from pages.models import Page
from tests import make
from tests.pages.test_blocks import with_block
from tests.pages.test_draft_screen import form_of, save
from tests.valid_html import faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def service():
    one = make.service(price="$100", for_whom="For muscle pain.", bring="Shorts.", is_first=True)
    make.therapist(one)
    return one


def publish(slug, title, *sections, **settings):
    """A page with these sections, each a kind and its values."""
    page = Page.objects.create(slug=slug, **settings)
    draft = page.revisions.create(title=title)
    for order, (kind, values) in enumerate(sections, start=1):
        columns = {name: values.pop(name) for name in ("heading", "body") if name in values}
        draft.sections.create(kind=kind, order=order, data=values, **columns)
    draft.publish()
    return page


def treatment(*services, slug="ims", title="Dry needling", folder="treatments", **values):
    keys = [str(one.pk) for one in services]
    block = ("treatment", {"body": "<p>A thin needle.</p>", "services": keys} | values)
    return publish(slug, title, block, folder=folder)


def main(page):
    return page.text.partition("<main")[2].partition("</main>")[0]


def words(page):
    return words_of(main(page))


def words_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_a_treatment_shows_its_visits_and_leads_to_booking(client, service):
    treatment(service)
    page = client.get("/treatments/ims/")
    said = words(page)
    for part in ("New patients start here", "For muscle pain.", "What to bring Shorts."):
        assert part in said
    assert "Length 30 minutes Price $100" in said
    assert f'class="button" href="/book/?service={service.pk}"' in main(page)
    assert "Request Dry needling" in said
    assert "Next available time" in said


@pytest.mark.usefixtures("whole_dates")
def test_of_several_visits_each_leads_to_its_own_times(client, service):
    other = make.service("Longer visit", duration=60)
    make.therapist(other)
    treatment(service, other)
    shown = client.get("/treatments/ims/").text
    assert faults(shown) == []
    page = shown.partition("<main")[2].partition("</main>")[0]
    assert 'class="button" href="/book/"' in page
    for one in (service, other):
        assert f'<a href="/book/?service={one.pk}">Choose a time' in page


def test_a_visit_booked_by_phone_says_the_number_and_has_no_button(client, service):
    Clinic.objects.create(pk=1, name="A clinic", phone="(416) 555-0101")
    Service.objects.update(is_online=False)
    treatment(service)
    page = client.get("/treatments/ims/")
    assert "To book Call (416) 555-0101" in words(page)
    assert "Request Dry" not in words(page)
    assert "Next available time" not in words(page)


def test_without_a_visit_that_is_offered_a_treatment_is_its_words_alone(client, service):
    Service.objects.update(is_active=False)
    for slug, services in [("none", []), ("not-offered", [service])]:
        page = treatment(*services, slug=slug)
        shown = client.get(page.get_absolute_url())
        assert "A thin needle." in main(shown)
        assert "<dl" not in main(shown)
        assert "/book/" not in main(shown)
    draft = page.edit(by=None)
    draft.sections.update(data={"services": ["999", "x"]})
    draft.publish()
    assert "<dl" not in main(client.get(page.get_absolute_url()))


def test_machines_read_what_is_treated_and_only_plain_prices(client, service):
    other = make.service("Report", price="$180 with a report")
    make.therapist(other)
    treatment(service, other, for_whom="For stubborn pain.")
    found = re.search(r'ld\+json">(.*?)</script>', client.get("/treatments/ims/").text)
    things = json.loads(found[1])["@graph"]
    (about,) = (one["mainEntity"] for one in things if "mainEntity" in one)
    assert about["@type"] == "PhysicalTherapy"
    assert (about["name"], about["description"]) == ("Dry needling", "For stubborn pain.")
    (offered,) = (one for one in things if one["@type"] == "Service")
    assert offered["name"] == service.name
    assert offered["offers"] == {
        "@type": "Offer",
        "price": "100.00",
        "priceCurrency": "CAD",
        "url": f"http://testserver/book/?service={service.pk}",
    }


def test_cards_lead_to_every_treatment_but_the_page_that_one_is_on(client, service):
    dear = make.service("Longer visit", price="$140")
    make.therapist(dear)
    treatment(service, dear, for_whom="For stubborn pain.")
    treatment(slug="massage", title="Massage")
    treatment(slug="about", title="About", folder="", heading="Taping")
    overview = publish("treatments", "Treatments", ("treatments", {"heading": "What we offer"}))
    page = main(client.get("/treatments/"))
    assert re.findall(r'class="card" href="([^"]*)"', page) == [
        *("/about/#taping", "/treatments/ims/", "/treatments/massage/")
    ]
    assert 'For stubborn pain.</span> <span class="price">from $100' in page
    draft = Page.objects.get(slug="massage").edit(by=None)
    draft.sections.create(kind="treatments", order=2)
    draft.publish()
    page = main(client.get("/treatments/massage/"))
    assert re.findall(r'class="card" href="([^"]*)"', page) == [
        "/about/#taping",
        "/treatments/ims/",
    ]
    Page.objects.exclude(pk=overview.pk).update(is_public=False)
    assert "What we offer" not in main(client.get("/treatments/"))


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_many_blocks_of_what_is_booked_cost_no_more_queries_than_one(client, service):
    person = {"therapist": str(service.offerings.get().therapist_id)}
    services = [service, *(make.service(f"Visit {number}", price="$90") for number in range(4))]
    for one in services[1:]:
        make.therapist(one)
    blocks = [("treatment", {"services": [str(one.pk)]}) for one in services]
    publish("one", "One", copy.deepcopy(blocks[0]))
    publish("five", "Five", *blocks)
    publish("plain", "Plain", ("text", {"body": "<p>A text.</p>"}))
    plain, one = queries_of(client, "/plain/"), queries_of(client, "/one/")
    assert one == plain + 6  # the offerings, rules, hours, closures, visits and other calendars
    assert queries_of(client, "/five/") == one
    kinds = ("fees", "treatments", "people", "fees", "people")
    together = [*((kind, {}) for kind in kinds), ("person", person | {"heading": "Anna Sample"})]
    publish("all", "All", *together)
    # The cards of both kinds, and where their sections are on pages about more.
    assert queries_of(client, "/all/") == one + 4
    assert words(client.get("/five/")).count("Next available time") == 5


def rows(page):
    found = re.findall(r'<tr role="row">(.*?)</tr>', main(page), re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in found[1:]]


def test_fees_are_the_services_with_a_line_for_whom_they_differ(client, service):
    other = make.therapist(service, name="Anna Sample")
    other.offerings.update(duration=45, price="$150")
    make.therapist(make.service("Report"))
    make.therapist(make.service("Not offered", price="$1", is_active=False))
    publish("fees", "Fees", ("fees", {"caption": "Prices include tax."}))
    page = client.get("/fees/")
    assert faults(page.text) == []
    assert "Prices include tax.</caption>" in page.text
    assert rows(page) == [
        "IMS treatment 30 minutes $100",
        "IMS treatment with Anna Sample 45 minutes $150",
    ]
    draft = Page.objects.get(slug="fees").edit(by=None)
    draft.sections.update(data={"asks": True})
    draft.publish()
    assert "Report 30 minutes Ask us" in rows(client.get("/fees/"))


def test_fees_have_no_line_for_a_price_that_nobody_asks_for(client, service):
    make.therapist(service)
    for number, offering in enumerate(service.offerings.all(), start=1):
        service.offerings.filter(pk=offering.pk).update(price=f"$12{number}", duration=40 + number)
    publish("fees", "Fees", ("fees", {}))
    assert [one.split(" with ")[0] for one in rows(client.get("/fees/"))] == 2 * ["IMS treatment"]
    service.offerings.filter(price="$121").update(price="$100")
    assert rows(client.get("/fees/"))[0] == "IMS treatment 41 to 42 minutes from $100"
    service.offerings.update(price="$130", duration=None)
    assert rows(client.get("/fees/")) == ["IMS treatment 30 minutes $130"]


def test_without_a_price_there_is_no_table(client, service):
    Service.objects.update(price="")
    fees = publish("fees", "Fees", ("fees", {"heading": "What it costs"}))
    page = main(client.get("/fees/"))
    assert "<table" not in page
    assert "What it costs" not in page
    assert "block-fees" not in page
    assert "Please ask us about our fees: write to us" in words_of(page)
    client.force_login(make.staff("Editors", "anna"))
    preview = client.get(f"/admin/pages/revision/{fees.live_revision().pk}/preview/")
    assert "Please ask us about our fees" in preview.text
    why = "Readers do not see this section yet, because no visit has a price."
    assert why in preview.text
    link = fees.edit(by=None).share_links.create()
    assert why not in page + client.get(link.get_absolute_url()).text


def test_what_shows_nothing_is_in_no_contents_and_takes_no_room(client, service):
    Service.objects.update(price="")
    texts = [("text", {"heading": one, "body": "<p>A text.</p>"}) for one in ("Who", "How", "Why")]
    empty = [("fees", {"heading": "What it costs"}), ("treatments", {"heading": "What we offer"})]
    publish("taping", "Taping", ("treatment", {}), *texts, *empty, folder="treatments")
    publish("home", "Home", *copy.deepcopy(empty[:1]))
    page = main(client.get("/treatments/taping/"))
    assert 'href="#why"' in page
    for said in ("What it costs", "What we offer", "Please ask us"):
        assert said not in page
    assert "<section" not in main(client.get("/"))


def test_an_editor_chooses_visits_from_those_there_are_now(client, service):
    client.force_login(make.staff("Editors", "anna"))
    draft = make.page().edit(by=None)
    form_of(client, draft)  # the blank forms of this process
    new = make.service("Newer visit")
    assert "Newer visit" in client.get(draft.get_admin_url()).text
    form = with_block(form_of(client, draft), "treatment", body="<p>What it is.</p>")
    last = int(form["sections-TOTAL_FORMS"]) - 1
    chosen = {f"sections-{last}-services": [str(service.pk), str(new.pk)]}
    assert save(client, draft, form | chosen).status_code == 302
    stored = draft.sections.get(kind="treatment")
    assert stored.data["services"] == [str(service.pk), str(new.pk)]
    assert ("Visits to book for it", "IMS treatment, Newer visit") in stored.facts
    new.delete()
    assert client.get(f"/admin/pages/revision/{draft.pk}/preview/").status_code == 200
    assert "Newer visit" not in client.get(draft.get_admin_url()).text


def test_a_new_treatment_can_be_saved_half_written_but_not_published(client, service):
    client.force_login(make.staff("Editors", "anna"))
    page = Page.objects.create(slug="cupping", folder="treatments")
    begin(page, by=None, title="Cupping")
    draft = page.draft()
    begun = [(one.kind, one.heading) for one in draft.sections.all()]
    assert begun == [
        ("treatment", ""),
        *[("text", one) for one in ("Who it is for", "What to expect", "How to prepare")],
    ]
    form = form_of(client, draft) | {"sections-0-body": "<p>A cup lifts the skin.</p>"}
    assert "No visit to book is selected" in save(client, draft, form, do="advise").text
    answer = save(client, draft, form)
    assert answer.status_code == 302, answer.context["form"].problems()
    draft.refresh_from_db()
    form = form_of(client, draft)
    refused = save(client, draft, form | {"sections-1-body": "<p>Most people.</p>"}, do="publish")
    assert refused.status_code == 422
    assert "Section 1: " not in refused.text
    for number, heading in ((3, "What to expect"), (4, "How to prepare")):
        assert f"Section {number}: “{heading}” has no text yet." in refused.text
    emptied = save(client, draft, form | {"sections-0-body": ""})
    assert "Section 1: Enter the text of this section." in emptied.text
    rest = {f"sections-{number}-body": "<p>A text.</p>" for number in (1, 2)}
    published = save(client, draft, form | rest | {"sections-3-DELETE": "on"}, do="publish")
    assert published.status_code == 302
    assert "How to prepare" not in main(client.get("/treatments/cupping/"))
