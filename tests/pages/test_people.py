"""People: a page each, their cards, and who they are where patients book."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Service, Therapist
from pages.models import Page, Revision, Section
from tests import make
from tests.pages.test_blocks import with_block
from tests.pages.test_draft_screen import form_of, save
from tests.pages.test_machines import things
from tests.valid_html import faults

pytestmark = pytest.mark.django_db
ADD = "/admin/pages/page/add/"
FACTS = {
    "role": "Physiotherapist",
    "pronouns": "she/her",
    "credentials": "PT, BScPT",
    "college": "College of Samples",
    "registration": "12345",
    "languages": "English, French and Farsi",
    "treats": "Low back pain\nNeck pain",
    "days": "Mondays",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False):
        yield


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors", "anna"))
    return client


def person(slug="anna", title="Anna Sample", image=None, **data):
    """A page of the team, which is about this person."""
    page = make.page(slug, title, folder="team")
    own = {"kind": "person", "heading": "", "body": "", "data": data, "image": image}
    Section.objects.filter(revision__page=page).update(decorative=bool(image), **own)
    return page


def team(heading="Who we are"):
    page = make.page("team", "Our team")
    Section.objects.filter(revision__page=page).update(kind="people", heading=heading, body="")
    return page


def main(response):
    return response.text.partition("<main")[2].partition("</main>")[0]


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def queries_of(client):
    with CaptureQueriesContext(connection) as queries:
        client.get("/team/")
        client.get("/team/anna/")
    return len(queries)


def test_a_page_says_what_is_known_of_a_person(client):
    person(**FACTS)
    page = client.get("/team/anna/")
    for said in (
        "Physiotherapist PT, BScPT she/her",
        "Treats Low back pain Neck pain",
        "Languages English, French and Farsi",
        "Usually in Mondays",
        "Registered College of Samples, no. 12345",
    ):
        assert said in words(main(page))
    assert faults(page.text) == []
    thing = things(page.text)["Person"]
    assert thing["name"] == "Anna Sample"
    assert thing["knowsLanguage"] == ["English", "French", "Farsi"]
    assert thing["hasCredential"]["recognizedBy"]["name"] == "College of Samples"
    assert things(page.text)["MedicalWebPage"]["mainEntity"] == {"@id": thing["@id"]}


def test_what_is_not_known_of_a_person_is_not_there(client):
    person()
    shown = main(client.get("/team/anna/"))
    section = shown.partition("block-person")[2].partition("</section>")[0]
    assert words(section.partition(">")[2]).strip() == ""
    for tag in ("<dl", "<dt", "<img", "Book with"):
        assert tag not in section
    assert "hasCredential" not in things(client.get("/team/anna/").text)["Person"]


def test_readers_book_with_the_person_and_see_their_next_open_time(client):
    service, other = make.service(), make.service("Assessment")
    therapist = make.therapist(service)
    make.therapist(service, name="Somebody Else", order=1)
    person(therapist=str(therapist.pk))
    book = f'href="/book/?service={service.pk}&amp;therapist={therapist.pk}"'
    shown = main(client.get("/team/anna/"))
    assert shown.count(book) == 2
    assert "Book with Anna Sample" in words(shown)
    assert "Next available time: Tuesday, November 24" in words(shown)
    therapist.offerings.create(service=other)
    assert f'class="button" href="/book/?therapist={therapist.pk}"' in main(
        client.get("/team/anna/")
    )


@pytest.mark.parametrize("why", ["left", "phone", "hours", "gone", "odd"])
def test_nobody_is_led_to_book_who_could_not(client, why):
    service = make.service()
    therapist = make.therapist(service)
    make.therapist(service, name="Somebody Else")
    page = person(therapist="9" * 30 if why == "odd" else str(therapist.pk))
    if why == "left":
        Therapist.objects.filter(pk=therapist.pk).update(is_active=False)
    elif why == "phone":
        Service.objects.update(is_online=False)
    elif why == "hours":
        therapist.working_hours.all().delete()
    elif why == "gone":
        therapist.delete()
    shown = main(client.get(page.get_absolute_url()))
    assert "Book with" not in shown
    assert "Next available time" not in shown


def test_everybody_is_on_the_cards_in_the_order_of_the_pages(client):
    team()
    person("ben", "Ben Sample", languages="German")
    person("anna", role="Physiotherapist", image=make.image())
    for slug, order in (("anna", 5), ("ben", 50)):
        Page.objects.filter(slug=slug).update(order=order)
    desk = make.page("desk", "The desk")
    Section.objects.filter(revision__page=desk).update(kind="person", heading="Cleo Sample")
    page = client.get("/team/")
    assert faults(page.text) == []
    cards = re.findall(r'<a class="card[^"]*" href="([^"]+)">(.*?)</a>', main(page), re.S)
    assert [url for url, _ in cards] == ["/team/anna/", "/team/ben/", "/desk/#cleo-sample"]
    assert [words(card).strip() for _, card in cards] == [
        "Anna Sample Physiotherapist",
        "Ben Sample German",
        "Cleo Sample",
    ]
    assert ["<img" in card for _, card in cards] == [True, False, False]


def test_the_footer_leaves_those_below_the_overview_to_it(client):
    anna = person()
    Page.objects.update(in_menu=False)
    assert "/team/anna/" in client.get("/book/").text
    overview = team()
    Page.objects.filter(pk=anna.pk).update(parent=overview)
    assert "/team/anna/" not in client.get("/book/").text
    Page.objects.filter(pk=overview.pk).update(is_public=False)
    assert "/team/anna/" in client.get("/book/").text


def test_twelve_people_take_no_more_queries_than_one(client):
    team()
    service = make.service()
    person("anna", therapist=str(make.therapist(service).pk))
    alone = queries_of(client)
    for number in range(11):
        therapist = make.therapist(service, name=f"Sample {number}")
        person(f"sample-{number}", f"Sample {number}", therapist=str(therapist.pk))
    assert queries_of(client) == alone


def test_with_nobody_readers_see_nothing_and_the_editor_reads_why(editor):
    page = team()
    shown = main(editor.get("/team/"))
    assert "Who we are" not in shown
    assert "block-people" not in shown
    draft = page.edit(by=None)
    nobody = "no published page has a section about a person"
    assert nobody in save(editor, draft, form_of(editor, draft), do="advise").text
    person()
    assert nobody not in save(editor, draft, form_of(editor, draft), do="advise").text
    assert "Who we are" in main(editor.get("/team/"))


def test_a_photo_is_asked_for_first_and_is_the_picture_of_the_page(editor):
    page = person(image=make.image())
    draft = page.edit(by=None)
    shown = editor.get(draft.get_admin_url()).text
    form = shown[: shown.index("<template")]
    assert form.index("<summary>Photo</summary>") < form.index("About them")
    assert "<summary>Page image</summary>" not in shown
    photo = page.live_revision().sections.get().image.file.url
    assert re.search(f'og:image" content="[^"]*{photo}"', editor.get("/team/anna/").text)
    Revision.objects.filter(pk=draft.pk).update(image=make.image(), decorative=True)
    assert "<summary>Page image</summary>" in editor.get(draft.get_admin_url()).text


def test_a_draft_shows_the_people_whom_it_adds(editor):
    draft = team().edit(by=None)
    form = with_block(form_of(editor, draft), "person", heading="Cleo Sample")
    save(editor, draft, form)
    preview = editor.get(f"/admin/pages/revision/{draft.pk}/preview/").text
    assert 'href="/team/#cleo-sample"' in preview


def test_a_person_without_a_name_is_advised_of_unless_the_page_is_theirs(editor):
    for page, is_said in [(person(), False), (make.page(), True)]:
        draft = page.edit(by=None)
        draft.sections.update(kind="person", heading="")
        advice = save(editor, draft, form_of(editor, draft), do="advise").text
        assert ("It has no name." in advice) == is_said


def test_on_another_page_than_their_own_a_person_without_a_name_is_nobody(client):
    therapist = make.therapist(make.service())
    page = person("our-clinic", "Our clinic", therapist=str(therapist.pk))
    Page.objects.filter(pk=page.pk).update(folder="")
    person()
    team()
    shown = client.get("/our-clinic/").text
    assert "Request an appointment" in main(client.get("/our-clinic/"))
    assert "Book with" not in shown
    assert "Person" not in things(shown)
    assert "Our clinic" not in main(client.get("/team/"))
    assert "/our-clinic/" not in main(client.get("/book/", {"therapist": therapist.pk}))


def test_a_new_page_about_somebody_begins_with_them_and_begins_the_overview(editor):
    answer = editor.post(
        ADD, {"title": "Anna Sample", "folder": "team", "order": "100"}, follow=True
    )
    assert "There is now a draft of “Our team”" in answer.text
    anna, overview = Page.objects.get(slug="anna-sample"), Page.objects.get(slug="team")
    assert anna.get_absolute_url() == "/team/anna-sample/"
    assert anna.parent == overview
    assert [one.kind for one in anna.draft().sections.all()] == ["person"]
    assert [one.kind for one in overview.draft().sections.all()] == ["people"]
    answer = editor.post(ADD, {"title": "Ben", "folder": "team", "order": "100"}, follow=True)
    assert "There is now a draft" not in answer.text
    assert Page.objects.get(slug="ben").parent == overview
    assert Revision.objects.count() == 3


def test_the_overview_may_have_moved_or_be_under_another_page(editor):
    page = team()
    page.move_to("who-we-are")
    editor.post(ADD, {"title": "Anna", "folder": "team", "order": "100"})
    assert Page.objects.get(slug="anna").parent == page
    Page.objects.filter(pk=page.pk).update(parent=make.page("about"))
    editor.post(ADD, {"title": "Ben", "folder": "team", "order": "100"})
    assert Page.objects.get(slug="ben").parent is None
    assert not Page.objects.filter(slug="team").exists()


def test_their_texts_are_judged_and_found(editor):
    draft = person().edit(by=None)
    form = form_of(editor, draft)
    typed = {"treats": "  Back   pain\r\n\r\nThe best therapist in Toronto", "languages": "Dari"}
    form |= {f"sections-0-{name}": value for name, value in typed.items()}
    asked = editor.get(save(editor, draft, form, do="publish")["Location"]).text
    assert "The best therapist in Toronto" in asked
    assert draft.sections.get().data["treats"] == "Back pain\nThe best therapist in Toronto"
    draft.refresh_from_db()
    draft.publish()
    for one in ("Dari", "back pain", "Anna"):
        assert "/team/anna/" in editor.get("/search/", {"q": one}).text


def test_a_therapist_can_be_chosen_as_soon_as_there_is_one(editor):
    draft = make.page().edit(by=None)
    for name in ("Anna Sample", "Ben Sample"):
        therapist = make.therapist(name=name)
        offered = editor.get(draft.get_admin_url()).text
        assert f'<option value="{therapist.pk}">{name}</option>' in offered


# Where patients book


def test_a_link_with_a_therapist_alone_leads_to_their_treatments(client):
    first, second, other = (make.service(name) for name in ("First", "Second", "Other"))
    anna, ben = make.therapist(first, second, name="Anna"), make.therapist(other, name="Ben")
    page = client.get("/book/", {"therapist": anna.pk})
    shown = main(page)
    assert "Choose a treatment with Anna" in words(shown)
    assert f'href="/book/?service={first.pk}&amp;therapist={anna.pk}#time"' in shown
    assert "Other" not in words(shown)
    assert "Choose a time" in main(client.get("/book/", {"therapist": ben.pk}))
    assert "Other" in words(main(client.get(str(page.context["with_anyone"]))))


@pytest.mark.usefixtures("whole_dates")
def test_where_patients_book_a_name_leads_to_the_person_with_their_portrait(client):
    service = make.service()
    anna = make.therapist(service, name="Anna Sample")
    make.therapist(service, name="Ben Sample")
    plain = main(client.get("/book/", {"service": service.pk, "therapist": anna.pk}))
    assert "/team/" not in plain
    person(image=make.image(), therapist=str(anna.pk))
    with CaptureQueriesContext(connection) as queries:
        client.get("/contact/")  # which names nobody
        shown = client.get("/book/", {"service": service.pk, "therapist": anna.pk})
    assert len([one for one in queries if "'person'" in one["sql"]]) == 1
    assert main(shown).count('href="/team/anna/"') == 2
    assert main(shown).count("crop-round") == 2
    assert "css/focus.css" in shown.text
    booking = make.booking(service, anna)
    visit = booking.appointments.get()
    anna.services.add(make.service(name="Another"))
    undecided = client.get("/book/", {"therapist": anna.pk})
    for shown in (undecided, client.get(f"{booking.get_absolute_url()}{visit.pk}/move/")):
        assert "crop-round" in shown.text
        assert "css/focus.css" in shown.text
    private = client.get(booking.get_absolute_url()).text
    link = r'<a href="/team/anna/">\s*<img [^>]*alt=""[^>]*>\s*Anna Sample</a>'
    assert re.search(link, private)
    assert faults(private) == faults(shown.text) == []


def test_a_course_with_several_therapists_leads_to_those_who_have_a_page(client):
    service = make.service(longest_course=2)
    anna, ben = (make.therapist(service, name=name) for name in ("Anna Sample", "Ben Sample"))
    person(therapist=str(anna.pk))
    starts = [make.TOMORROW_AT_NINE, make.TOMORROW_AT_NINE + timedelta(days=7)]
    booking = make.booking(service, anna, starts=starts)
    booking.appointments.filter(starts_at=starts[1]).update(therapist=ben)
    facts = main(client.get(booking.get_absolute_url())).partition('class="facts"')[2]
    with_whom = facts.partition("</div>")[0]
    assert re.sub(r"\s+", " ", words(with_whom.partition(">")[2])).strip() == (
        "With Anna Sample Ben Sample"
    )
    assert re.findall(r'href="([^"]+)"', with_whom) == ["/team/anna/"]
