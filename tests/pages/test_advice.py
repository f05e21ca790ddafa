"""Suggestions to an editor before a page is published. They never block it."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from clinic.sentences import sentences
from clinic_site.seed_content import PAGES
from pages.editing.known_paths import KnownPaths
from pages.editing.site_links import other_titles
from pages.models import Page, Revision, Section
from pages.text.advice import Advice, advise
from tests import make

TODAY = date(2026, 11, 23)
LONG = "Word " + " ".join(["word"] * 25) + "."
DESCRIPTION = "How often treatment is given, and what the number of visits depends on."
SAID = {
    f"<p>{LONG}</p>": "A sentence of 26 words",
    f"<ul><li>{LONG}</li></ul>": "A sentence of 26 words",
    "<h4>Small</h4><p>Text</p>": "This small heading has no larger one before it",
    "<h4>Small</h4><h3>Large</h3>": "This small heading has no larger one before it",
    '<p><a href="/ims/">Click here</a></p>': "This link does not say where it leads",
    '<p>Read <a href="/ims/">here</a>.</p>': "This link does not say where it leads",
    '<p><a href="/ims/"><strong>Read more</strong> »</a></p>': "does not say where it leads",
    '<p><a href="https://example.com/">https://example.com/</a></p>': "than as an address",
    '<p><a href="/ims/">IMS</a> <a href="/book/">ims</a></p>': "leads to two places",
    '<p><a href="/nowhere/#a">Our map</a></p>': "leads to /nowhere/, but this site has no such",
    '<p><a href="https://a.janeapp.com/#/staff">Our team</a></p>': "book at a.janeapp.com",
    '<p><a href="https://www.squareup.com/appointments/x">Visits</a></p>': "book at squareup.com",
    '<p><a href="https://other.example/x">Book your visit</a></p>': "book at other.example",
    '<p><a href="https://other.example/x">Make an appointment</a></p>': "book at other.example",
    '<p><a href="https://other.example/x">Bookings</a></p>': "book at other.example",
    "<p><strong>After your visit</strong></p><p>Rest.</p>": "All in bold",
    "<p>DO NOT COME WITH A COLD.</p>": "All capitals",
    "<p>We guarantee relief.</p>": "Not allowed: a result promised (“guarantee”).",
    "<p>The best clinic in Toronto.</p>": "Not allowed: better than others (“best”).",
    "<p>Our pain specialists see you.</p>": "Not allowed: a specialist’s title (“specialists”).",
    "": "It has no text",
}
UNSAID = [
    "<p>" + " ".join(["word"] * 25) + ".</p>",
    "<p>" + ("Dr. Sample sees you at 5 p.m. on weekdays, e.g. on Monday. " * 3) + "</p>",
    "<ol><li>" + "</li><li>".join(["seven words stand in this item here"] * 9) + "</li></ol>",
    "<h3>Large</h3><h4>Small</h4><h3>Large</h3>",
    '<p><a href="/ims/#how">How IMS works</a>, <a href="tel:+14164771101">phone us</a>, '
    '<a href="https://example.com/nowhere/">a study</a></p>',
    '<p><a href="/book/">Book now</a> or <a href="tel:+14164771101">book by phone</a></p>',
    '<p><a href="/book/">Book now</a> or <a href="https://squareup.com/">pay online</a></p>',
    '<p><a href="https://example.com/notjaneapp.com">A book about appointment letters</a></p>',
    '<p><a href="/ims/">IMS</a> and again <a href="/ims/">IMS</a></p>',
    "<p><strong>Wait.</strong></p><p>The <strong>needle</strong></p><p>IMS and WCAG</p>",
]


def revision(**fields):
    """One with which nothing is wrong."""
    return Revision(
        **{
            "title": "How often?",
            "summary": "How often treatment is given.",
            "seo_description": DESCRIPTION,
            "reviewed_on": TODAY,
            "reviewed_by": "A physiotherapist",
            "next_review_on": TODAY,
        }
        | fields
    )


def section(body="<p>Once a week.</p>", heading="Usually", **fields):
    return Section(heading=heading, body=body, **fields)


def told(revision, *sections, **around):
    return advise(revision, sections or [section()], today=TODAY, **around)


def of_body(body):
    return told(revision(), section(body), known_paths={"/ims/", "/book/"})


DEAD_ENDS = {
    "book": "“book” is not a complete address",
    "javascript:alert(1)": "is not a complete address",
    "https://": "is not a complete address",
    "/admin/pages/": "leads to /admin/pages/, which readers cannot open",
    "/appointments/x/": "which readers cannot open",
    "/preview/x/": "which readers cannot open",
    "/off/": "leads to /off/, but this site has no such page",
    "#nowhere": "leads to #nowhere, but this page has no such section",
    "http://localhost:8000/ims/": "leads to localhost, which readers cannot reach",
    "http://192.168.0.1/": "leads to 192.168.0.1, which readers cannot reach",
    "http://intranet/x": "leads to intranet, which readers cannot reach",
    "https://www.clinic.example/ims/": "the full address of this site. /ims/ is enough",
}


@pytest.mark.parametrize(("href", "words"), DEAD_ENDS.items())
def test_a_link_that_leads_nowhere_is_mentioned(settings, href, words):
    settings.SITE_URL = "https://clinic.example"
    (one,) = of_body(f'<p><a href="{href}">Our map</a></p>')
    assert words in one.words


@pytest.mark.parametrize("href", ["#usually", "#main", "mailto:a@example.com", "/ims/#how"])
def test_a_link_that_leads_somewhere_is_not(href):
    assert of_body(f'<p><a href="{href}">Our map</a></p>') == []


def test_a_claim_in_the_description_of_an_image_is_found_too():
    (one,) = told(revision(image_id=1, alt="The best clinic in Toronto"))
    assert one.is_of_wording


def test_a_page_with_nothing_wrong_needs_no_advice():
    assert told(revision()) == []


@pytest.mark.parametrize(("body", "words"), SAID.items())
def test_what_is_worth_a_look_is_said_with_its_place(body, words):
    (one,) = of_body(body)
    assert words in one.words
    assert one.part == "Section “Usually”"


@pytest.mark.parametrize("body", UNSAID)
def test_ordinary_text_needs_none(body):
    assert of_body(body) == []


def test_the_advice_leads_to_the_section_and_quotes_the_beginning():
    one = section(f"<p>Short. {LONG}</p>")
    (advice,) = told(revision(), one)
    assert advice.target == f"section-{one.key}"
    assert advice.quote == "Word word word word word word word word…"


@pytest.mark.parametrize(
    ("fields", "part", "words"),
    [
        ({"title": ""}, "Title", "has no title"),
        ({"title": "COME TO US SOON"}, "Title", "All capitals"),
        ({"summary": ""}, "Summary", "Empty"),
        ({"summary": "Miracles happen here."}, "Summary", "may not be guaranteed"),
        ({"seo_description": "Short"}, "Description for search engines", "has 5 characters"),
        ({"seo_description": ""}, "Description for search engines", "the summary is used"),
        ({"seo_description": "", "summary": "Ten words. " * 15}, "Description", "cut it off"),
        ({"image_id": 1, "alt": ""}, "Page image", "no description"),
        ({"image_id": 1, "alt": "IMG_1234.jpg"}, "Page image", "does not say what the image shows"),
        ({"image_id": 1, "alt": "Image"}, "Page image", "does not say what the image shows"),
        ({"image_id": 1, "alt": "how often?"}, "Page image", "only repeats the heading"),
        ({"reviewed_on": None}, "Review", "No review has been recorded"),
        ({"reviewed_by": ""}, "Review", "reviewer’s name"),
        ({"next_review_on": None}, "Review", "No date is set"),
        ({"next_review_on": date(2026, 11, 22)}, "Review", "was due on"),
    ],
)
def test_what_the_page_itself_lacks_is_said(fields, part, words):
    (one,) = told(revision(**fields))
    assert words in one.words
    assert one.part.startswith(part)
    assert one.target.startswith("id_")


@pytest.mark.parametrize(
    "fields",
    [
        {"image_id": 1, "decorative": True},
        {"image_id": 1, "alt": "A needle beside a coin, for size"},
        {"seo_description": "", "summary": DESCRIPTION},
        {"next_review_on": date(2026, 11, 24)},
    ],
)
def test_what_is_in_order_is_not(fields):
    assert told(revision(**fields)) == []


def test_a_section_can_lack_its_image_description_and_its_heading():
    parts = {one.part: one.words for one in told(revision(), section(heading="", image_id=1))}
    assert list(parts) == ["Section without a heading"]
    assert "no description" in parts["Section without a heading"]


def test_two_sections_of_one_heading_and_a_page_without_any_are_mentioned():
    (one,) = told(revision(), section(), section("<p>More.</p>"))
    assert "same heading" in one.words
    (one,) = advise(revision(), [], today=TODAY)
    assert "no section" in one.words


def test_links_that_say_the_same_are_noticed_across_sections():
    first, second = '<p><a href="/ims/">IMS</a></p>', '<p><a href="/book/">IMS</a></p>'
    (one,) = told(revision(), section(first), section(second, heading="Then"))
    assert one.part == "Section “Then”"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four… five", 4),
        ("Dr. Gunn came. He left.", 2),
        ("We close at 5 p.m. Phone us.", 2),
        ("We close at 5 p.m. on Monday.", 1),
        ("See e.g. Toronto, C. Gunn, approx. 1970.", 1),
        ("It is 3.5 cm. “Good.” Next\nline", 4),
        ("", 0),
    ],
)
def test_sentences_are_told_apart(text, count):
    assert len(sentences(text)) == count


# What the clinic said on its earlier page, and has to have evidence for.
TO_PROVE = {"ims": ["They have a high success rate in resolving…"]}


@pytest.mark.parametrize("words", PAGES, ids=lambda words: words["slug"])
def test_the_words_that_the_site_starts_with_wait_for_their_review_and_for_evidence(words):
    seeded = Revision(title=words["title"], summary=words["summary"])
    sections = [Section(**one) for one in words["sections"]]
    found = [one for one in told(seeded, *sections) if one.part != "Review"]
    assert [one.quote for one in found] == TO_PROVE.get(words["slug"], [])


@pytest.mark.parametrize(
    "again",
    ["a ", "A.", "a. ", "(“", "after ", "saved my ", "e.g. ", '<a href="/x/">here</a>', "IMG "],
)
def test_each_text_is_read_once_however_long_it_is(again):
    """No clock: what reads it again and again does not come back for minutes."""
    text = (again * 100_000)[:100_000]
    assert told(
        revision(title=text, summary=text, image_id=1, alt=text),
        section(text, heading=text, image_id=1, alt=text),
        known_paths={"/"},
    )


@pytest.mark.django_db
def test_links_are_known_by_pages_their_old_addresses_and_other_parts(django_assert_num_queries):
    page = make.page()
    page.former_slugs.create(slug="an-old-page")
    make.page("hidden", is_public=False)
    Page.objects.create(slug="unwritten")
    with django_assert_num_queries(2):
        known = KnownPaths()
        paths = ["/a-page/", "/an-old-page/", "/contact/", "/book/", "/hidden/", "/unwritten/"]
        assert [path in known for path in paths] == [True, True, True, True, False, False]
    assert "/" not in known
    assert "/a-page" not in known


@pytest.mark.django_db
def test_a_section_that_another_page_lacks_is_mentioned():
    make.page()
    links = '<p><a href="/a-page/#a-heading">One</a> <a href="/a-page/#gone">two</a></p>'
    (one,) = told(revision(), section(links), known_paths=KnownPaths())
    assert "/a-page/#gone, but that page has no such section" in one.words


@pytest.mark.django_db
def test_a_former_address_of_a_page_off_the_site_leads_nowhere():
    make.page("hidden", is_public=False).former_slugs.create(slug="an-old-page")
    assert "/an-old-page/" not in KnownPaths()


@pytest.mark.django_db
def test_a_title_is_compared_with_those_of_other_live_pages():
    page = make.page(title="Twice")
    assert other_titles(page) == []
    make.page("b-page", title="Twice")
    make.page("c-page", title="Off the site", is_public=False)
    assert other_titles(page) == ["Twice"]
    (one,) = told(revision(title="twice"), other_titles=other_titles(page))
    assert one.words == "Another page has the same title."


def test_the_panel_groups_by_place_and_says_when_there_is_nothing():
    advice = [
        Advice("Title", "One", "<b>", "id_title"),
        Advice("Title", "Two", "", "id_title"),
        Advice("Review", "Three"),
    ]
    panel = render_to_string("admin/pages/_advice.html", {"advice": advice})
    assert panel.count("<h3>") == 2
    assert '<a href="#id_title">Title</a>' in panel
    assert "<q>&lt;b&gt;</q>" in panel
    assert "No suggestions." in render_to_string("admin/pages/_advice.html", {"advice": []})


def test_a_long_row_of_dots_is_read_once():
    assert sentences("." * 300_000 + "x") == ["." * 300_000 + "x"]
