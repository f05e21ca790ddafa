"""Words are found in what readers can read now, and in nothing else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from booking.models import Closure
from clinic.models import Clinic
from pages.models import EmptySearch, Page, Revision, Synonyms, Words
from pages.models.empty_search import MOST_A_DAY, MOST_ROWS, countable
from pages.reading.plain_answers import Answer, asked_for
from pages.reading.search_results import Result
from tests import make
from tests.pages.test_draft_screen import fields

pytestmark = pytest.mark.django_db

HOSTILE = [
    "the of and",
    '"',
    '"unclosed phrase',
    "' OR 1=1 --",
    "& | ! ( ) :* <-> \\",
    "a:* & b",
    "-",
    "-needle",
    "OR or OR",
    "needle OR",
    "%s %(x)s {{ words }} {% now %}",
    "\\x00 \\ue000",
    "\ue000needle\ue001",
    "日本語 中文",
    "العربية עברית",
    "😀🩺",
    "<script>alert(1)</script>",
    "e\u0301" * 50,
    "\u202eneedle\u200b",
    "x" * 200,
    "日" * 200,
    "&nbsp;&amp;&#0;",
    "\ud7ff\ufffd\uffff",
    "a\tb\r\nc",
    "needle:A",
    "!!!needle",
    "\u0301",
    "\u0301 \u0300\u036f",
    '"\u0301"',
    "a \u0301",
    "-\u0301",
    "\u0301needle",
    "\ufe0f",
    "\u200d",
    "\u20dd\u0903",
    ".,;:?!…–()[]",
    "'",
    "*",
]


def page(slug, title, body, heading="A heading", **fields):
    one = make.page(slug, title, **fields)
    one.live_revision().sections.update(body=body, heading=heading)
    read_again(one)
    return one


def read_again(page, **changes):
    """Spoil what is live and never changes, for the sake of a shorter test."""
    live = Revision.objects.filter(pk=page.live_revision().pk)
    live.update(**changes)
    Words.objects.store(live)


def found(client, words):
    """The addresses of the results, the best first."""
    response = client.get("/search/", {"q": words})
    assert response.status_code == 200
    results = response.text.partition('<ol class="results">')[2]
    return re.findall(r'<h2><a href="([^"]+)">', results)


def test_words_are_found_in_title_summary_heading_and_text(client):
    one = page("one", "Pricking", "<p>About lumbago.</p>", "Tendons")
    read_again(one, summary="Of muscles.")
    page("two", "Two", "<p>Nothing of it.</p>")
    for words in ("pricking", "lumbago", "tendon", "muscle", "PRICKING lumbago", "about muscles"):
        assert found(client, words) == ["/one/"]


def test_sections_are_joined_by_a_space_and_nothing_else(client):
    one = page("one", "One", "<p>About lumbago</p>")
    one.live_revision().sections.create(heading="Another", body="<p>More</p>", order=2)
    read_again(one)
    assert found(client, "lumbago more") == ["/one/"]
    assert found(client, "value") == []


@pytest.mark.parametrize("words", ["IMS", "ims", "treat", "treating", "treatments"])
def test_other_forms_of_a_word_are_found(client, words):
    page("one", "One", "<p>IMS is a treatment.</p>")
    page("two", "Two", "<p>Other.</p>")
    assert found(client, words) == ["/one/"]


def test_a_word_is_not_found_within_a_longer_one_unless_nothing_else_is(client):
    page("feel", "One", "<p>How patients feel. A treatment.</p>")
    assert found(client, "fee") == []
    assert found(client, "treatm") == ["/feel/"]
    assert "These have words that begin with it." in client.get("/search/?q=treatm").text
    page("short", "Two", "<p>Treatm.</p>")
    assert found(client, "treatm") == ["/short/"]


@pytest.mark.parametrize(
    ("searched", "written"),
    [
        ("IMS", "Dry needling."),
        ("dry needling", "Intramuscular stimulation."),
        ("dry-needling fees", "The fee for IMS."),
        ("stimulation intramuscular", "With IMS."),
        ("needled dry", "Ims"),
        ("costs", "The price."),
        ("-neck price", "What it costs."),
        ("physical therapy", "A rubdown."),
    ],
)
def test_synonyms_find_each_other_both_ways_in_all_their_forms(client, searched, written):
    page("one", "One", f"<p>{written}</p>")
    page("two", "Two", "<p>Stimulation; dry skin.</p>")
    if searched == "-neck price":
        page("neck", "Three", "<p>The price for the neck.</p>")
    assert found(client, searched) != ["/one/"]
    Synonyms.objects.create(words="dry needling, IMS, intramuscular stimulation")
    Synonyms.objects.create(words="fee, Price, cost")
    Synonyms.objects.create(words="physio, rubdown")
    assert found(client, searched) == ["/one/"]


def test_a_search_for_all_words_of_a_large_set_is_still_answered(client):
    words = [f"sample{chr(97 + number)}" for number in range(12)]
    Synonyms.objects.create(words=", ".join(words))
    page("one", "One", f"<p>{words[0]}</p>")
    assert found(client, " ".join(words)) == ["/one/"]


def test_what_is_found_by_a_synonym_is_marked(client):
    Synonyms.objects.create(words="fee, price")
    page("one", "One", "<p>Our prices are here.</p>")
    assert "<mark>prices</mark>" in client.get("/search/?q=fees").text


def test_pages_of_fine_print_are_last_and_titles_first(client):
    page("privacy", "Needles", "<p>Needles, needles.</p>", "Needles", in_menu=False)
    page("text", "One", "<p>Needles.</p>", "Needles for needles")
    page("ann", "Needles of Ann", "<p>Other.</p>", in_menu=False, folder="team")
    assert found(client, "needles") == ["/team/ann/", "/text/", "/privacy/"]
    assert '<p class="over">Our team</p>' in client.get("/search/?q=needles").text


def test_a_person_is_found_by_what_is_told_about_them_which_is_marked(client):
    one = page("ann", "Ann Sample", "<p>A few words.</p>", "", folder="team")
    facts = {"languages": "English, Sampleish", "treats": "Knees\nBacks"}
    one.live_revision().sections.update(kind="person", data=facts)
    read_again(one)
    assert found(client, "ann") == ["/team/ann/"]
    text = client.get("/search/?q=knee+sampleish").text
    assert "A few words." in text
    assert "<mark>Sampleish</mark>" in text
    assert "<mark>Knees</mark>" in text
    assert "Go to" not in text


def test_of_several_questions_that_match_each_can_be_opened(client):
    one = page("one", "One", "<p>Of needles.</p>", "First?")
    live = one.live_revision()
    live.sections.create(kind="question", heading="Do needles hurt?", body="<p>No.</p>", order=2)
    live.sections.create(kind="question", heading="Why needles?", body="<p>So.</p>", order=3)
    live.sections.create(kind="question", heading="Why?", body="<p>Nothing.</p>", order=4)
    read_again(one)
    text = client.get("/search/?q=needles").text
    for anchor in ("do-needles-hurt", "why-needles"):
        assert f'href="/one/#{anchor}"' in text
    assert 'href="/one/#why"' not in text


def test_all_words_must_be_there(client):
    page("one", "One", "<p>Needles for the back.</p>")
    page("two", "Two", "<p>Needles for the neck.</p>")
    assert found(client, "needle back") == ["/one/"]
    assert found(client, "needle -back") == ["/two/"]
    assert found(client, '"back needles"') == []


@pytest.mark.parametrize("words", ["cafe", "café", "cafe\u0301", "CAFÉ"])
def test_accents_make_no_difference(client, words):
    page("one", "One", "<p>The café and naïve words.</p>")
    assert found(client, words) == ["/one/"]
    assert found(client, "naive") == ["/one/"]


def test_where_no_page_has_all_words_those_with_some_are_shown(client, seeded):
    page = client.get("/search/?q=neck+pain").text
    assert "No page has all of these words. These have some of them." in page
    assert '<a href="/ims/">' in page
    assert "some of them" not in client.get("/search/?q=muscle+pain").text
    assert "No results" in client.get('/search/?q="neck+pain"').text


def test_the_title_weighs_most_and_the_text_least(client):
    page("text", "One", "<p>Needles.</p>")
    page("heading", "Two", "<p>Other.</p>", "Needles")
    page("title", "Needles", "<p>Other.</p>")
    assert found(client, "needles") == ["/title/", "/heading/", "/text/"]


def test_what_readers_cannot_read_is_not_found(client, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    one = page("one", "Oldword", "<p>Bodyword.</p>")
    draft = one.edit(by=None)
    Revision.objects.filter(pk=draft.pk).update(title="Draftword")
    assert found(client, "draftword") == []
    draft.refresh_from_db()
    draft.publish(at=make.TOMORROW_AT_NINE)
    assert found(client, "draftword") == []
    time_machine.move_to(make.TOMORROW_AT_NINE)
    assert found(client, "draftword") == ["/one/"]
    assert found(client, "oldword") == []
    Page.objects.update(is_public=False)
    assert found(client, "draftword bodyword") == []


def test_what_is_published_again_after_a_change_is_found_by_its_last_words(client, time_machine):
    time_machine.move_to(make.NOW, tick=False)
    one = page("one", "One", "<p>Text.</p>")
    draft = one.edit(by=None)
    draft.sections.update(body="<p>Oldword.</p>")
    draft.publish(at=make.TOMORROW_AT_NINE)
    draft.cancel_schedule()
    draft.sections.update(body="<p>Newword.</p>")
    draft.publish()
    assert found(client, "newword") == ["/one/"]
    assert found(client, "oldword") == []


def test_the_pages_of_a_new_site_are_found(client, seeded):
    assert "/ims/" in found(client, "shortened muscle")


def test_a_result_leads_to_the_section_that_fits_best(client):
    one = page("one", "One", "<p>Nothing.</p>", "First")
    live = one.live_revision()
    live.sections.create(heading="First", body="<p>Of needles.</p>", order=2)
    live.sections.create(heading="Last", body="<p>Not of them.</p>", order=3)
    read_again(one)
    live.sections.create(heading="Not indexed", body="<p>Needles.</p>", order=4)
    text = client.get("/search/?q=needle").text
    assert '<a href="/one/#first-2">First</a>' in text


def test_the_match_is_marked_in_an_excerpt(client):
    page("one", "One", "<p>Before <strong>need</strong>les&nbsp;&amp; after.</p>")
    text = client.get("/search/?q=needle").text
    assert "Before <mark>needles</mark> &amp; after" in text


@pytest.mark.parametrize("words", ["cafe", "café", "cafe\u0301"])
def test_a_match_with_accents_is_marked_as_it_is_written(client, words):
    one = page("one", "One", "<p>Ein Café, naïvely: cafe\u0301. ≮ Ångström</p>")
    read_again(one, summary="A Café.")
    text = client.get("/search/", {"q": words}).text
    assert "Ein <mark>Café</mark>, naïvely: <mark>café</mark>. ≮ Ångström" in text
    read_again(one, summary="A Tŷ-bach.")
    assert "A <mark>Tŷ</mark>-bach." in client.get("/search/?q=ty").text


@pytest.mark.parametrize("words", ["pain", "acute", "weeks"])
def test_what_an_editor_typed_as_plain_text_is_shown_as_typed(client, words):
    one = page("one", "One", "<p>Nothing.</p>", "Other")
    summary = "For pain < 6 weeks, and not > 12 weeks, <acute> &amp; R&D"
    read_again(one, summary=summary)
    text = client.get("/search/", {"q": words}).text
    shown = re.sub("</?mark>", "", text)
    assert "&lt; 6 weeks, and not &gt; 12 weeks, &lt;acute&gt; &amp;amp; R&amp;D</p>" in shown
    assert f"<mark>{words}</mark>" in text


def test_a_long_text_is_cut_around_its_first_matches(client):
    words = [f"w{number}" for number in range(200)]
    words[50] = words[120] = words[180] = "needle"
    page("one", "One", f"<p>{' '.join(words)}</p>")
    text = client.get("/search/?q=needle").text
    assert ">… w42 " in text
    assert "w49 <mark>needle</mark> w51" in text
    assert "w66 … w112 " in text
    assert "w119 <mark>needle</mark> w121" in text
    assert "w136 …</p>" in text


def test_a_text_with_a_word_too_long_to_be_read_is_shown_without_marks(client):
    page("one", "One", f"<p>Before a needle. {'x' * 3000}</p>")
    assert "Before a needle." in client.get("/search/?q=needle").text


def test_an_excerpt_holds_no_markup_of_the_text(client):
    body = (
        '<p>&lt;script&gt;alert(1)&lt;/script&gt; \ue001\ue000needle "&amp;lt;b&amp;gt; '
        '<a href="https://example.com/?a>b">link</a></p>'
    )
    page("one", "<i>One</i>", body, "<b>needle</b>")
    text = client.get("/search/?q=needle").text
    assert "<script>alert" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert "example.com" not in text
    assert "alert(1)&lt;/script&gt; <mark>needle</mark>" in text
    assert "\ue000" not in text
    assert "\ue001" not in text
    assert text.count("<mark>") == text.count("</mark>") == 1


def test_no_query_is_an_error_or_becomes_markup(client, subtests):
    page("one", "One", "<p>A needle.</p>")
    for words in HOSTILE:
        with subtests.test(words[:40]):
            response = client.get("/search/", {"q": words})
            assert response.status_code == 200
            assert "<script>alert" not in response.text


def test_what_is_no_text_at_all_is_refused_or_read_as_far_as_it_goes(client):
    assert client.get("/search/?q=%00").status_code == 400
    assert client.get("/search/?q=%ED%A0%80%FF").status_code == 200
    assert client.get("/search/?q=a&q=b&q").status_code == 200


@pytest.mark.parametrize("words", ["x" * 201, "needle " * 1500])
def test_a_query_that_is_too_long_comes_back_with_a_sentence(client, words):
    response = client.get("/search/", {"q": words})
    assert response.status_code == 422
    assert "Use at most 200 characters." in response.text
    assert "<title>Error: Search" in response.text


def test_a_very_long_page_is_no_error(client):
    words = " ".join(f"w{number:x}" for number in range(4000))
    one = page("one", "One", f"<p>{words[:19_000]}</p>")
    live = one.live_revision()
    for number in range(60):
        text = " ".join(f"{number}x{word}" for word in range(2800))
        live.sections.create(heading=f"S {number}", body=f"<p>{text}</p>", order=number + 2)
    read_again(one)
    assert found(client, "heading") == ["/one/"]
    assert found(client, "w1f") == ["/one/"]


def test_without_words_there_is_just_the_form(client):
    for path in ("/search/", "/search/?q=", "/search/?q=%20%20"):
        text = client.get(path).text
        assert "<title>Search –" in text
        assert text.count("<h1") == 1
        assert text.count('name="q"') == 1
        assert "No results" not in text


def test_the_title_counts_the_results(client, seeded):
    page("one", "One", "<p>Zygapophysis.</p>")
    assert "<title>Search: 1 result –" in client.get("/search/?q=zygapophysis").text
    page("two", "Two", "<p>Zygapophysis.</p>")
    assert "<title>Search: 2 results –" in client.get("/search/?q=zygapophysis").text


def test_who_finds_nothing_is_offered_other_ways(client, seeded):
    text = client.get("/search/?q=qwertz").text.split("<main")[1].split("</main>")[0]
    assert "No results for “<bdi>qwertz</bdi>”." in text
    assert "<title>Search: 0 results –" in client.get("/search/?q=qwertz").text
    for address in ("/", "/book/", "/contact/", "tel:+14164771101", "/ims/", "/privacy/"):
        assert f'href="{address}"' in text


def test_only_the_best_are_shown_of_many_and_it_is_said(client):
    for number in range(22):
        page(f"page-{number}", f"Needles {number}", "<p>Text.</p>")
    assert len(found(client, "needles")) == 20
    assert "The 20 best matches" in client.get("/search/?q=needles").text


def test_search_engines_do_not_index_results(client, seeded):
    for path in ("/search/", "/search/?q=ims"):
        response = client.get(path)
        assert '<meta name="robots" content="noindex">' in response.text
        assert "canonical" not in response.text
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")


def test_a_search_takes_as_few_queries_with_many_pages(client, seeded, django_assert_num_queries):
    def search():
        client.get("/search/?q=needles")

    layout = 3  # the clinic with its hours, the menu, the closures
    with django_assert_num_queries(layout + 6):
        search()
    for number in range(10):
        page(f"page-{number}", f"Needles {number}", "<p>Needles.</p>")
    with django_assert_num_queries(layout + 6):
        search()


def test_every_page_and_a_lost_visitor_can_search(client, seeded):
    assert 'action="/search/"' in client.get("/ims/").text
    lost = client.get("/nowhere/")
    assert lost.status_code == 404
    assert lost.text.count('action="/search/"') == 1


ALIKE = [
    ("email", "e-mail", "E-mail", "E-MAIL", "e mail", "emails", "e\u2011mail"),
    ("centre", "center", "Centres"),
    ("colour", "color", "coloured"),
    ("organise", "organize", "organizing"),
    ("practise", "practice"),
    ("anaesthetic", "anesthetic"),
    ("orthopaedic", "orthopedic"),
    ("paediatric", "pediatric"),
    ("x-ray", "xray", "x ray", "X-rays"),
    ("physio", "physiotherapy", "physical therapy"),
    ("program", "programme"),
    ("grey", "gray"),
    ("litre", "liter"),
    ("travelled", "traveled"),
    ("O\u2019Brien", "O'Brien", "obrien", "o\u2019brien"),
    ("patient\u2019s", "patients", "patient"),
    ("feet", "foot"),
    ("women", "woman"),
    ("stra\u00dfe", "strasse"),
    ("b\u00f8ne", "bone"),
    ("follow-up", "follow up", "followup"),
    ("(416) 477-1101", "416-477-1101", "416 477 1101"),
]


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda one: one[0])
def test_two_spellings_of_one_word_find_the_same(client, spellings):
    for number, word in enumerate(spellings):
        page(f"page-{number}", "Other", f"<p>About {word} here.</p>", f"Heading {number}")
    page("no", "Nothing", "<p>Else.</p>")
    all_of_them = {f"/page-{number}/" for number in range(len(spellings))}
    for word in spellings:
        assert set(found(client, word)) == all_of_them, word


def test_a_match_in_another_spelling_is_marked(client):
    page("one", "One", "<p>By e-mail from the centre in colour.</p>")
    for words, shown in {"email": "e-mail", "center": "centre", "color": "colour"}.items():
        assert f"<mark>{shown}</mark>" in client.get("/search/", {"q": words}).text


@pytest.mark.parametrize(
    ("words", "heading"),
    [
        ("how", "How does IMS work?"),
        ("How does it?", "How does IMS work?"),
        ("how does it work", "How does IMS work?"),
        ("what is it", "What is Intramuscular Stimulation (IMS)?"),
        ("What is it?", "What is Intramuscular Stimulation (IMS)?"),
        ("how often", "How often is treatment given?"),
        ("what are the", "What are the benefits of IMS?"),
    ],
)
def test_a_question_of_small_words_finds_the_heading_that_asks_it(client, seeded, words, heading):
    text = client.get("/search/", {"q": words}).text
    assert f">{heading}</a>" in text
    assert "No results" not in text


def test_an_excluded_word_is_excluded_in_all_its_spellings(client):
    page("one", "One", "<p>Needles in the centre.</p>", "Needles")
    page("two", "Two", "<p>Needles by e-mail.</p>", "Needles")
    assert found(client, "needles -center") == ["/two/"]
    assert found(client, "needles -email") == ["/one/"]


@pytest.mark.parametrize("words", ["dry needling", "dry-needling", "needling"])
def test_words_joined_by_a_hyphen_are_found_one_by_one_too(client, words):
    page("one", "One", "<p>Dry-needling.</p>")
    page("two", "Two", "<p>Dry needling.</p>")
    assert set(found(client, words)) == {"/one/", "/two/"}


def counted():
    return list(EmptySearch.objects.order_by("words").values_list("words", "times"))


def test_what_is_not_found_is_counted_by_its_words_and_what_is_found_is_not(client):
    page("one", "One", "<p>About lumbago.</p>")
    for words in ("Massage", "massage?", "cafe\u0301", "lumbago", "lumbago massage", "", "?"):
        client.get("/search/", {"q": words})
    assert counted() == [("cafe", 1), ("massage", 2)]


def test_neither_a_head_nor_a_program_that_says_what_it_is_counts(client):
    client.head("/search/?q=massage")
    client.get("/search/?q=massage", headers={"user-agent": "Mozilla/5.0 (compatible; Xbot/2.1)"})
    assert counted() == []


@pytest.mark.parametrize(
    "words",
    [
        *(
            "ann@example.com",
            "ann\uff20example",
            "example.com",
            "https://x",
            "no 1234",
            "call 416 555 0123",
        ),
        *(
            "to 4 1 6-5",
            "to \u0664\u0665\u0666\u0667",
            "x" * 61,
            "a b c d e f g",
            "!?",
            "12",
            "\u200b",
        ),
    ],
)
def test_what_may_lead_to_a_person_is_not_counted(words):
    assert countable(words) == ""


@pytest.mark.parametrize("words", ["l4-l5 disc", "post-op knee", "o'brien", "3 visits"])
def test_other_words_are_counted(words):
    assert countable(words) == words


def test_a_program_that_repeats_a_search_is_counted_a_few_times_a_day(time_machine):
    for day in ("2027-03-01 17:00Z", "2027-03-02 17:00Z"):
        time_machine.move_to(day, tick=False)
        for _ in range(MOST_A_DAY + 5):
            EmptySearch.objects.count_in("massage")
    assert counted() == [("massage", 2 * MOST_A_DAY)]


def test_strangers_fill_no_more_than_so_many_rows_and_push_out_no_frequent_words(time_machine):
    time_machine.move_to(make.NOW, tick=False)
    today = make.NOW.date()
    EmptySearch.objects.bulk_create(
        EmptySearch(words=f"w {n}", times=1 + (n == 0), since=today, last_on=today)
        for n in range(MOST_ROWS)
    )
    for words in ("one more", "another", "another"):
        EmptySearch.objects.count_in(words)
    left = dict(counted())
    assert len(left) == MOST_ROWS
    assert {"w 0", "another"} <= set(left)
    assert "one more" not in left or "w 1" not in left


def test_a_database_that_only_reads_still_answers_a_search_that_finds_nothing(client):
    client.get("/search/")
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    response = client.get("/search/?q=massage")
    assert (response.status_code, "No results for" in response.text) == (200, True)
    assert counted() == []


SEARCHES = "/admin/pages/page/searches/"


def test_an_editor_hides_words_and_shows_them_again(client):
    client.force_login(make.staff("Editors"))
    EmptySearch.objects.count_in("massage")
    one = EmptySearch.objects.get()
    assert '"words-' in client.get(SEARCHES).text
    for do, hidden in (("hide", True), ("hide", True), ("show", False)):
        answer = client.post(f"{SEARCHES}{one.pk}/hide/", {"do": do})
        assert (answer.status_code, answer.url) == (302, SEARCHES)
        assert ('"words-' in client.get(SEARCHES).text) is not hidden
        assert ('"words-' in client.get(f"{SEARCHES}?show=hidden").text) is hidden
    EmptySearch.objects.all().delete()
    gone = client.post(f"{SEARCHES}{one.pk}/hide/", follow=True)
    assert "no longer on the list" in gone.text


def test_a_set_of_synonyms_that_a_colleague_has_changed_is_not_deleted_unread(client):
    client.force_login(make.staff("Editors"))
    one = Synonyms.objects.create(words="fee, price")
    address = f"{SYNONYMS}{one.pk}/delete/"
    asked = fields(client.get(address))
    Synonyms.objects.update(words="fee, cost", version=1)
    again = client.post(address, asked, follow=True)
    assert "fee, cost" in again.text
    assert "has changed" in again.text
    assert client.post(address, fields(again)).status_code == 302
    assert not Synonyms.objects.exists()


def test_an_editor_makes_synonyms_of_words_that_found_nothing(client):
    client.force_login(make.staff("Editors"))
    EmptySearch.objects.count_in("massage")
    one = EmptySearch.objects.get()
    address = f"{SYNONYMS}add/?search={one.pk}"
    assert address in client.get(SEARCHES).text
    assert "massage, </textarea>" in client.get(address).text
    alone = client.post(address, {"words": "massage, ", "seen": 0})
    assert (alone.status_code, "Enter at least two" in alone.text) == (422, True)
    saved = client.post(address, {"words": "massage;rubdown,\n Massage", "seen": 0})
    assert (saved.status_code, saved.url) == (302, SEARCHES)
    assert Synonyms.objects.get().words == "massage, rubdown"
    for pk in ("0", "x", "9" * 30, "%00"):
        assert client.get(f"{SYNONYMS}add/?search={pk}").status_code in (200, 400)


SYNONYMS = "/admin/pages/synonyms/"


def test_a_word_is_in_one_set_and_nobody_undoes_what_a_colleague_saved(client):
    client.force_login(make.staff("Editors"))
    one = Synonyms.objects.create(words="fee, X-ray")
    for words in ("Fee, price", "xray, picture", "?, price", ", ".join("abcdefghijklm")):
        assert client.post(f"{SYNONYMS}add/", {"words": words, "seen": 0}).status_code == 422
    typed = {"words": "fee, cost", "seen": 0}
    assert client.post(f"{SYNONYMS}{one.pk}/change/", typed).status_code == 302
    late = client.post(f"{SYNONYMS}{one.pk}/change/", typed | {"words": "fee, price"})
    assert (late.status_code, "A colleague saved “fee, cost”." in late.text) == (409, True)
    assert Synonyms.objects.get().words == "fee, cost"


@pytest.mark.parametrize(
    ("words", "facts", "lead"),
    [
        ("Hours", "hours", ""),
        ("are you open today", "hours", ""),
        ("where are you", "address", ""),
        ("how do I get there", "address", ""),
        ("is there parking near the clinic", "parking", ""),
        ("phone number and address", "address phone", ""),
        ("e-mail", "phone", ""),
        ("wheelchair", "access", ""),
        ("book", "", "book"),
        ("book massage with Ann", "", "book"),
        ("I need an appointment", "", "book"),
        ("cancel my appointment", "", "change"),
        ("move my visit", "", "change"),
        ("cancelling", "", "change"),
        ("waiting list", "", "waiting_list"),
        ("an earlier appointment", "", "waiting_list"),
        ("appointments on Saturdays", "hours", "book"),
    ],
)
def test_what_a_fact_or_a_link_answers_gets_it(words, facts, lead):
    assert asked_for(words) == Answer(tuple(facts.split()), lead)


@pytest.mark.parametrize(
    "words",
    [
        *("open wound", "where does it hurt", "cancellation fee", "first visit", "move", "what"),
        *("", "'", "how long does it take", "car accident", "address book pain"),
    ],
)
def test_other_searches_get_no_plain_answer(words):
    assert asked_for(words) is None


@pytest.fixture
def clinic(seeded, time_machine):
    time_machine.move_to(make.NOW, tick=False)  # a Monday
    one = Clinic.current()
    Clinic.objects.update(address="1 Sample Street")
    one.hours.create(weekday=0, opens="09:00", closes="17:00")
    return one


def answered(client, words):
    main = client.get("/search/", {"q": words}).text.partition("<main")[2].partition("</main>")[0]
    return main.partition('<ol class="results">')[0]


def test_the_clinics_facts_are_shown_where_they_are_asked_for(client, clinic):
    text = answered(client, "opening hours")
    assert "Opening hours</h2>" in text
    for fact in ("Today,", "9:00", "5:00", "1 Sample Street", "tel:+14164771101"):
        assert fact in text
    today = make.NOW.date()
    Closure.objects.create(first_day=today, last_day=today, reason="A holiday", is_public=True)
    text = answered(client, "address")
    assert "</strong> closed" in text
    assert "A holiday" in text
    assert "Visiting the clinic</h2>" in text
    assert counted() == []


def test_a_fact_that_nobody_has_entered_is_asked_for_and_counted(client, clinic):
    text = answered(client, "parking")
    assert "Please ask us about parking." in text
    assert "tel:+14164771101" in text
    assert counted() == [("parking", 1)]
    Clinic.objects.update(parking="Sample parking behind the building.")
    assert "Sample parking behind the building." in answered(client, "parking")
    assert counted() == [("parking", 1)]


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("book", "/book/"),
        ("cancel my appointment", "/book/link/"),
        ("waitlist", "/book/waiting-list/"),
    ],
)
def test_booking_is_a_link_before_all_results(client, seeded, words, address):
    assert f'href="{address}"' in answered(client, words)
    text = client.get("/search/", {"q": words}).text
    assert "No results" not in text
    assert "some of them" not in text


def test_without_any_fact_there_is_no_empty_answer(client):
    assert "panel" not in answered(client, "parking")
    assert "No results" in answered(client, "parking")


def test_answers_to_comments_are_found_by_what_readers_see_of_them(client):
    one = make.page("one", "One", allows_comments=True)
    written = {"email": "zyg@example.com", "name": "Zoltan", "text": "Does lumbago hurt?"}
    make.approved(make.comment(one, **written), reply="Seldom, says Sample.")
    make.comment(one, **written | {"text": "Lumbago again, and unseen."})
    shown = client.get("/search/?q=lumbago").text.partition("<main")[2]
    assert "Our answers to comments" in shown
    assert "Seldom, says Sample." in shown
    assert 'href="/one/#comment-' in shown
    for words in ("zoltan", "zyg@example.com", "unseen"):
        assert "Our answers" not in client.get("/search/", {"q": words}).text
    Page.objects.update(is_public=False)
    assert "Our answers" not in client.get("/search/?q=lumbago").text


def test_who_finds_nothing_is_led_to_the_questions(client, seeded):
    text = client.get("/search/?q=qwertz").text
    assert "Questions that patients ask</h2>" in text
    text = client.get("/search/?q=parking").text  # which the clinic has not said
    assert "Please ask us about parking." in text
    assert "Questions that patients ask</h2>" in text
    assert "No results" not in text


def test_a_page_in_a_folder_that_only_a_newer_version_knows_is_found_as_any_other():
    page = Page(slug="neck", folder="exercises")
    assert Result(Revision(page=page), [], None).about == ""


def test_a_page_of_many_sections_is_published_with_as_few_queries_as_one_of_two():
    def asked_for(count):
        draft = make.page(f"with-{count}").edit(by=None)
        for number in range(count):
            draft.sections.create(heading=f"Heading {number}", body="<p>A text.</p>", order=number)
        with CaptureQueriesContext(connection) as queries:
            draft.publish()
        return len(queries)

    assert asked_for(50) == asked_for(2)
