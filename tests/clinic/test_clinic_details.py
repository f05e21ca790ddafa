"""The clinic's own details: entered on one screen, shown everywhere at once."""

import json
import re
from datetime import time

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from clinic.columns import validate_map_link
from clinic.models import Clinic, OpeningHours
from tests import make, rivals

pytestmark = pytest.mark.django_db

SCREEN = "/admin/clinic/clinic/1/change/"


@pytest.fixture
def editor(client, seeded):
    client.force_login(make.staff("Editors"))
    return client


def hours(*rows):
    """What the screen sends for these (weekday, opens, closes), all of them new."""
    sent = {"hours-TOTAL_FORMS": len(rows), "hours-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        for name, value in zip(("weekday", "opens", "closes"), row, strict=True):
            sent[f"hours-{number}-{name}"] = value
    return sent


def open_hours(*rows):
    for weekday, opens, closes in rows:
        OpeningHours.objects.create(
            clinic_id=1, weekday=weekday, opens=time(opens), closes=time(closes)
        )


def graph(page):
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1]
    return {one["@type"]: one for one in json.loads(text)["@graph"]}


def clinic_in(page):
    return graph(page)["MedicalClinic"]


def test_a_detail_that_may_break_the_standard_is_saved_and_advised_of(editor):
    said = "Take the best elevator in Toronto."
    sent = make.typed(editor.get(SCREEN), access=said, logo_upload="", map_image_upload="")
    answer = editor.post(SCREEN, sent | hours(), follow=True)
    assert Clinic.current().access == said
    (advice,) = [one.message for one in answer.context["messages"] if one.level_tag == "warning"]
    assert advice.startswith("Saved, but please check “Step-free access”:")
    sent = make.typed(editor.get(SCREEN), parking="Behind the building.")
    answer = editor.post(SCREEN, sent | hours(), follow=True)
    assert "please check" not in answer.text


def test_all_details_are_changed_on_one_screen(editor):
    changes = {"name": "Our clinic", "address": "1 Sample Street\nToronto", "notice": "Closed."}
    sent = make.typed(editor.get(SCREEN), **changes, map_link="https://maps.example.com/x")
    assert editor.post(SCREEN, sent | hours((0, "09:00", "17:00"))).status_code == 302
    clinic = Clinic.current()
    assert (clinic.name, clinic.notice) == ("Our clinic", "Closed.")
    assert clinic.map_link == "https://maps.example.com/x"
    assert [str(one) for one in clinic.hours.all()] == ["Monday 09:00–17:00"]


@pytest.mark.parametrize("path", ["", "1/history/", "1/delete/", "add/"])
def test_no_other_screen_of_the_details_breaks(editor, path):
    for send in (editor.get, editor.post):
        assert send(f"/admin/clinic/clinic/{path}").status_code < 500


@pytest.mark.parametrize(
    ("path", "typed", "status"),
    [
        ("clinic/clinic/1/change/", {"phone": "416 555 0199"}, 200),
        ("clinic/clinic/1/change/", {"phone": "x"}, 422),
        ("pages/synonyms/add/", {"words": "fee, price"}, 200),
        ("pages/synonyms/add/", {"words": "fee"}, 422),
    ],
)
def test_a_form_in_a_window_of_its_own_saves_or_is_refused(editor, path, typed, status):
    address = f"/admin/{path}?_popup=1"
    sent = {**make.typed(editor.get(address), **typed), "_popup": "1"}
    assert editor.post(address, sent).status_code == status


def test_reception_corrects_the_phone_number(client, seeded):
    client.force_login(make.staff("Reception"))
    sent = make.typed(client.get(SCREEN), phone="(416) 555-0188")
    assert client.post(SCREEN, sent).status_code == 302
    assert Clinic.current().phone == "(416) 555-0188"


@pytest.mark.usefixtures("media")
def test_only_who_may_change_pages_sees_and_chooses_pictures_of_the_library(client, seeded):
    image = make.image()
    image.alt = "A face in a draft"
    image.save()
    Clinic.objects.update(logo=image, logo_has_name=True)
    client.force_login(make.staff("Reception"))
    form = client.get(SCREEN)
    assert image.alt not in form.text
    other = {"logo": "", "map_image": str(image.pk), "map_alt": "Map", "phone": "416 555 0188"}
    assert client.post(SCREEN, {**make.typed(form), **other}).status_code == 302
    clinic = Clinic.current()
    assert (clinic.logo, clinic.logo_has_name, clinic.map_image) == (image, True, None)
    client.force_login(make.staff("Editors", "anna"))
    assert image.alt in client.get(SCREEN).text


def test_saving_without_a_change_keeps_the_hours_as_they_are(editor):
    open_hours((0, 9, 12), (0, 13, 17))
    before = list(OpeningHours.objects.values())
    assert editor.post(SCREEN, make.typed(editor.get(SCREEN))).status_code == 302
    assert list(OpeningHours.objects.values()) == before


def test_hours_marked_to_go_are_gone_and_the_others_stay(editor):
    open_hours((0, 9, 12), (1, 9, 12))
    sent = make.typed(editor.get(SCREEN), **{"hours-0-DELETE": "on"})
    assert editor.post(SCREEN, sent).status_code == 302
    assert [one.weekday for one in OpeningHours.objects.all()] == [1]


def test_two_days_can_change_places(editor):
    open_hours((0, 9, 12), (1, 9, 12))
    sent = make.typed(editor.get(SCREEN), **{"hours-0-weekday": 1, "hours-1-weekday": 0})
    assert editor.post(SCREEN, sent | {"hours-0-note": "by appointment"}).status_code == 302
    assert [(one.weekday, one.note) for one in OpeningHours.objects.all()] == [
        (0, ""),
        (1, "by appointment"),
    ]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (
            hours((0, "17:00", "09:00")),
            '<a href="#id_hours-0-closes">Opening hours, row 1, closes: The closing time must be',
        ),
        (hours((0, "", "09:00")), '<a href="#id_hours-0-opens">Opening hours, row 1, opens: Enter'),
        (
            hours((0, "09:00", "12:00"), (0, "11:00", "13:00")),
            '<a href="#hours-group">Opening hours: Monday',
        ),
        (hours(*[(0, "09:00", "10:00")] * 57), "At most 28 rows of opening hours can be saved"),
        ({"name": ""}, '<a href="#id_name">Name: Enter the clinic’s name.</a>'),
        ({"phone": "x"}, '<a href="#id_phone">Phone: Enter just a phone number'),
        ({"notice": "x" * 301}, "Emergency notice: at most 300 characters; this has 301.</a>"),
    ],
)
def test_each_refusal_leads_to_its_field_in_the_clinics_words(editor, sent, words):
    refused = editor.post(SCREEN, make.typed(editor.get(SCREEN)) | sent)
    assert refused.status_code == 422
    assert words in refused.text


def test_hours_that_overlap_are_refused_and_what_was_typed_stays(editor):
    sent = make.typed(editor.get(SCREEN), phone="416 555 0199")
    sent |= hours((0, "09:00", "13:00"), (0, "12:00", "17:00"))
    refused = editor.post(SCREEN, sent)
    assert refused.status_code == 422
    assert "Monday 09:00–13:00 and Monday 12:00–17:00 overlap." in refused.text
    assert 'value="416 555 0199"' in refused.text
    assert 'value="12:00"' in refused.text
    assert not OpeningHours.objects.exists()


def test_hours_that_only_touch_are_fine(editor):
    sent = make.typed(editor.get(SCREEN))
    sent |= hours((0, "09:00", "12:00"), (0, "12:00", "17:00"))
    assert editor.post(SCREEN, sent).status_code == 302


def test_closing_before_opening_is_refused(editor):
    sent = make.typed(editor.get(SCREEN)) | hours((0, "17:00", "09:00"))
    refused = editor.post(SCREEN, sent)
    assert refused.status_code == 422
    assert "The closing time must be later than the opening time." in refused.text


def test_the_database_takes_no_overlap_either(seeded):
    open_hours((0, 9, 13))
    with pytest.raises(IntegrityError), transaction.atomic():
        open_hours((0, 12, 17))
    open_hours((0, 13, 17), (1, 12, 17))


@pytest.mark.parametrize(
    "sent",
    [
        {"hours-TOTAL_FORMS": "x"},
        {"hours-TOTAL_FORMS": "9" * 30},
        {"hours-0-weekday": "9"},
        {"hours-0-opens": "soon"},
        {"seen": "x"},
        {"name": "\0"},
    ],
)
def test_no_nonsense_is_an_error_of_ours(editor, sent):
    open_hours((0, 9, 13))
    assert editor.post(SCREEN, make.typed(editor.get(SCREEN)) | sent).status_code in (409, 422)
    assert OpeningHours.objects.count() == 1


def test_a_stale_form_undoes_nothing_and_keeps_what_was_typed(editor):
    open_hours((0, 9, 13))
    mine = make.typed(editor.get(SCREEN), phone="416 555 0111", **{"hours-0-closes": "14:00"})
    theirs = make.typed(editor.get(SCREEN), phone="416 555 0122", **{"hours-0-DELETE": "on"})
    assert editor.post(SCREEN, theirs).status_code == 302
    warned = editor.post(SCREEN, mine)
    assert warned.status_code == 409
    assert "This has changed since you opened it. Nothing was saved." in warned.text
    assert "Phone: 416 555 0122." in warned.text
    assert 'value="416 555 0111"' in warned.text
    assert Clinic.current().phone == "416 555 0122"


def test_an_editor_who_was_warned_can_save_again(editor):
    open_hours((0, 9, 13))
    mine = make.typed(editor.get(SCREEN), phone="416 555 0111", **{"hours-0-closes": "14:00"})
    editor.post(SCREEN, make.typed(editor.get(SCREEN), **{"hours-0-DELETE": "on"}))
    again = make.typed(editor.post(SCREEN, mine))
    assert editor.post(SCREEN, again).status_code == 302
    assert Clinic.current().phone == "416 555 0111"
    assert [str(one) for one in OpeningHours.objects.all()] == ["Monday 09:00–14:00"]


@pytest.mark.parametrize(
    "link",
    [
        "http://maps.example.com/",
        "ftp://maps.example.com/",
        "javascript:alert(1)",
        "https://user:word@maps.example.com/",
        "https://maps.example.com@elsewhere.example/",
        "https://",
        "https://[half",
        '<iframe src="https://maps.example.com/embed"></iframe>',
    ],
)
def test_only_a_plain_https_link_leads_to_the_map(editor, link):
    refused = editor.post(SCREEN, make.typed(editor.get(SCREEN), map_link=link))
    assert refused.status_code == 422
    assert "Copy the link from a map’s “share” button" in refused.context["errors"][0][0]
    assert Clinic.current().map_link == ""
    with pytest.raises(ValidationError):
        validate_map_link(link)


def test_a_link_without_its_scheme_is_completed(editor):
    sent = make.typed(editor.get(SCREEN), map_link="maps.example.com/our-place")
    assert editor.post(SCREEN, sent).status_code == 302
    assert Clinic.current().map_link == "https://maps.example.com/our-place"


def test_the_map_is_a_link_and_nothing_embedded(client, seeded):
    Clinic.objects.update(map_link="https://maps.example.com/?a=1&b=2")
    page = client.get("/ims/").text
    link = '<a href="https://maps.example.com/?a=1&amp;b=2" rel="noreferrer">Open a map</a>'
    assert link in page
    assert "<iframe" not in page


PUBLIC = ["/", "/ims/", "/book/", "/book/link/", "/contact/", "/contact/thanks/", "/nowhere/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_the_notice_is_at_the_top_of_every_page(client, seeded, path):
    Clinic.objects.update(notice="No heating today.\n\nPlease <b>phone</b> us.")
    page = client.get(path).text
    notice = page.index('<section class="notice" aria-label="Notice">')
    assert notice < page.index("<header")
    assert "<p>No heating today.</p>\n\n<p>Please &lt;b&gt;phone&lt;/b&gt; us.</p>" in page


def test_the_notice_is_at_the_top_of_a_rejected_form_too(client, seeded):
    Clinic.objects.update(notice="No heating today.")
    assert "No heating today." in client.post("/contact/", {}).text


@pytest.mark.parametrize("path", PUBLIC)
def test_what_is_empty_is_absent(client, seeded, path):
    Clinic.objects.update(phone="", email="", address="", map_link="", notice="")
    page = client.get(path).text
    for trace in ("tel:+", "mailto:", "<address", "Open a map", 'class="notice"', "Opening hours"):
        assert trace not in page


@pytest.mark.parametrize("field", ["phone", "email", "address", "map_link", "notice"])
def test_each_detail_can_be_emptied_on_the_screen(editor, field):
    kept = {"address": "1 Sample Street", "map_link": "https://example.com/", "notice": "Closed."}
    Clinic.objects.update(**kept)
    sent = make.typed(editor.get(SCREEN), **{field: "  "})
    assert editor.post(SCREEN, sent).status_code == 302
    assert getattr(Clinic.current(), field) == ""


@pytest.mark.parametrize(
    ("field", "key", "value", "said"),
    [
        ("name", "name", "Our clinic", "Our clinic"),
        ("phone", "telephone", "(416) 555-0199 ext. 7", "+14165550199"),
        ("email", "email", "desk@example.com", "desk@example.com"),
        ("address", "address", "1 Sample Street\r\nToronto", "1 Sample Street, Toronto"),
        ("map_link", "hasMap", "https://maps.example.com/", "https://maps.example.com/"),
    ],
)
def test_machines_read_each_detail_at_once_and_none_that_is_empty(
    client, seeded, field, key, value, said
):
    Clinic.objects.update(**{field: value})
    assert clinic_in(client.get("/ims/").text)[key] == said
    if field != "name":
        Clinic.objects.update(**{field: ""})
        assert key not in clinic_in(client.get("/ims/").text)


def test_machines_read_the_hours_once_they_are_known(client, seeded):
    assert "openingHoursSpecification" not in clinic_in(client.get("/").text)
    open_hours((0, 9, 12), (0, 13, 17))
    said = clinic_in(client.get("/").text)["openingHoursSpecification"]
    assert [(one["dayOfWeek"], one["opens"], one["closes"]) for one in said] == [
        ("https://schema.org/Monday", "09:00", "12:00"),
        ("https://schema.org/Monday", "13:00", "17:00"),
    ]


def test_readers_see_the_whole_week_with_breaks_and_closed_days(client, seeded):
    open_hours(*((day, 9, 12) for day in range(5)), *((day, 13, 17) for day in range(4)))
    footer = client.get("/").text.split("<footer")[1]
    lines = re.findall(r"<dt>(.*?)</dt>(.*?)</div>", footer, re.DOTALL)
    assert [(days, re.findall("<dd>(.*?)</dd>", rest)) for days, rest in lines] == [
        ("Monday to Thursday", ["9:00 AM – 12:00 PM", "1:00 PM – 5:00 PM"]),
        ("Friday", ["9:00 AM – 12:00 PM"]),
        ("Saturday and Sunday", ["Closed"]),
    ]


def test_mails_carry_the_details_as_they_are_now(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    make.call("seed")
    Clinic.objects.update(
        name="Our clinic",
        phone="416 555 0199",
        email="desk@example.com",
        address="1 Sample Street",
        map_link="https://maps.example.com/x",
        notice="No heating.",
    )
    service = make.service()
    make.booking(service, make.therapist(service)).appointments.get().confirm(by=None)
    mail = make.queued_mail()[-1]
    for body in (mail.body, mail.alternatives[0][0]):
        for detail in ("Our clinic", "416 555 0199", "desk@example.com", "1 Sample Street"):
            assert detail in body
        assert "https://maps.example.com/x" in body
        assert "No heating." not in body


@pytest.mark.django_db(transaction=True)
def test_of_several_who_save_at_once_all_but_one_are_warned():
    make.call("seed")
    user = User.objects.create_superuser("sample-staff")
    browsers = [Client() for _ in range(4)]
    for browser in browsers:
        browser.force_login(user)
    form = make.typed(browsers[0].get(SCREEN))

    def save(number):
        return browsers[number].post(SCREEN, form | {"phone": f"416 555 01{number:02}"}).status_code

    assert sorted(rivals.in_parallel(4, save)) == [302, 409, 409, 409]


def test_without_a_number_there_is_no_empty_bar_to_call(client):
    Clinic.objects.create(pk=1, name="Sample Clinic", phone="")
    assert "Book or call" not in client.get("/book/").text
    assert "Book or call" in client.get("/contact/").text
