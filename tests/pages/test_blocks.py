"""Every kind of block: written, previewed, compared, merged and found as text is."""

import json
import uuid
from importlib import import_module

import pytest
import time_machine
from django.db import IntegrityError, connection
from django.db.models import JSONField, Value

from clinic.models import Clinic
from pages.blocks import BLOCKS, TEXT
from pages.models import Document, Page, Section
from pages.text.compare import compare
from tests import make
from tests.pages.test_draft_screen import fields, form_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(make.NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def editor(client):
    client.force_login(make.staff("Editors", "anna"))
    return client


@pytest.fixture
def draft():
    return make.page().edit(by=None)


def with_block(form, kind, **own):
    """The form with its blank section made a block of this kind."""
    return with_blocks(form, [(kind, own)])


def with_blocks(form, blocks):
    """The form with its blank section made these blocks: of each its kind and what is typed."""
    last = int(form["sections-TOTAL_FORMS"]) - 1
    for number, (kind, own) in enumerate(blocks, start=last):
        form = form | {f"sections-{number}-kind": kind}
        form |= {f"sections-{number}-{name}": value for name, value in own.items()}
    return form | {"sections-TOTAL_FORMS": str(last + len(blocks))}


QUESTION = {"heading": "How long is a visit?", "body": "<p>An hour.</p>", "category": "First visit"}

# For each kind: what is typed; two fields that two people change; what readers see of the first.
# Fields `image` and `document` are posted with the key of a new one.
EXAMPLES = {
    "text": (
        {"heading": "Parking", "body": "<p>Behind the house.</p>"},
        {"heading": "Where to park", "body": "<p>In the lane.</p>"},
        ["Parking", "Behind the house."],
    ),
    "question": (
        QUESTION,
        {"body": "<p>45 minutes.</p>", "category": "Before you come"},
        ["How long is a visit?", "An hour."],
    ),
    "picture": (
        {"image": "new", "alt": "The front door", "caption": "Ring twice", "look": "full"},
        {"caption": "Ring once", "look": "column"},
        ['alt="The front door"', "<figcaption>Ring twice</figcaption>", "block-picture full"],
    ),
    "table": (
        {"heading": "Fees", "body": "Visit | Price\nFirst | $140", "caption": "From January"},
        {
            "body": "<table><thead><tr><th>Visit</th><th>Price</th></tr></thead>"
            "<tbody><tr><td>First</td><td>$150</td></tr></tbody></table>",
            "caption": "From March",
        },
        ["Fees", ">From January</caption>", 'data-name="Price">$140</td>'],
    ),
    "callout": (
        {"heading": "Bring shorts", "body": "<p>We treat the knee.</p>", "look": "important"},
        {"heading": "Bring a towel", "look": "good"},
        ["Important</p>", "Bring shorts", "We treat the knee."],
    ),
    "person": (
        {
            "heading": "Anna Sample",
            "body": "<p>Treats runners.</p>",
            "image": "new",
            "alt": "Anna at her desk",
            "role": "Physiotherapist",
        },
        {"heading": "Anna M. Sample", "days": "Mondays"},
        ["Anna Sample", "Treats runners.", "Physiotherapist", 'alt="Anna at her desk"'],
    ),
    "people": ({"heading": "Who we are"}, {"heading": "Our team"}, []),
    "hours": (
        {"heading": "Find us", "body": "<p>Second floor.</p>", "phone": "on"},
        {"body": "<p>Third floor.</p>", "address": "on"},
        ["Find us", "Second floor."],
    ),
    "file": (
        {"document": "new", "words": "Intake form"},
        {"words": "Form to bring along"},
        [">Intake form</a>", "(PDF, 1.2\xa0MB)"],
    ),
    "button": (
        {"words": "See all fees", "link": "/a-page", "look": "prominent"},
        {"words": "See our fees", "look": "plain"},
        ['href="/a-page/">See all fees</a>'],
    ),
    "pages": ({"heading": "Where next"}, {"heading": "Read on"}, []),
    "treatment": (
        {"heading": "Dry needling", "body": "<p>A thin needle.</p>", "for_whom": "For sore necks."},
        {"body": "<p>A very thin needle.</p>", "for_whom": "For sore backs."},
        ["Dry needling", "A thin needle."],
    ),
    # Without a treatment on a page, or a visit with a price, readers see nothing of these two.
    "treatments": ({"heading": "What we offer"}, {"heading": "Our treatments"}, []),
    "fees": (
        {"heading": "What it costs", "caption": "With tax"},
        {"heading": "What visits cost", "caption": "With all taxes"},
        [],
    ),
}


def example(kind):
    typed, changes, shown = EXAMPLES[kind]
    if "image" in typed:
        typed = typed | {"image": str(make.image().pk)}
    if "document" in typed:
        document = Document.objects.create(name=f"{uuid.uuid4().hex}.pdf", size=1_258_291)
        typed = typed | {"document": str(document.pk)}
    return typed, changes, shown


def values(section):
    columns = ("heading", "body", "image_id", "alt", "document_id")
    return section.values | {name: getattr(section, name) for name in columns}


def place_of(form, kind):
    places = [name for name, value in form.items() if value == kind and name.endswith("-kind")]
    # The blank section at the end is a text as well.
    return places[1] if kind == TEXT else places[0]


def test_each_kind_has_an_example_here():
    assert EXAMPLES.keys() == BLOCKS.keys()


def written(editor, draft, kinds=BLOCKS, do="save"):
    """The draft with a block of each kind behind its text; its form, and the changes to each."""
    examples = {kind: example(kind) for kind in kinds}
    typed = [(kind, typed) for kind, (typed, _, _) in examples.items()]
    form = with_blocks(form_of(editor, draft), typed)
    assert save(editor, draft, form, do=do).status_code == 302
    draft.refresh_from_db()
    now = draft if do == "save" else draft.page.edit(by=None)
    form, changed = form_of(editor, now), {}
    for number, (kind, (_, changes, _)) in enumerate(examples.items(), start=1):
        assert form[f"sections-{number}-kind"] == kind
        changed[kind] = {f"sections-{number}-{name}": one for name, one in changes.items()}
    return form, changed


LISTS = [kind for kind, (_, _, shown) in EXAMPLES.items() if not shown]


@pytest.mark.parametrize("kinds", [BLOCKS.keys() - {*LISTS}, LISTS], ids=["words", "lists"])
def test_each_kind_is_previewed_published_and_found_as_it_was_typed(kinds, editor, draft):
    """Lists show what the others hold: they are on a page of their own."""
    form, _ = written(editor, draft, kinds)
    preview = editor.get(f"/admin/pages/revision/{draft.pk}/preview/").text
    save(editor, draft, form, do="publish")
    page = editor.get("/a-page/").text
    for typed, _, shown in map(EXAMPLES.get, kinds):
        for words in shown:
            assert words in preview
            assert words in page
        for name in {"heading", "body", "category", "caption", "words"} & typed.keys():
            words = typed[name].removeprefix("<p>").removesuffix("</p>").rstrip(".?")
            assert "/a-page/" in editor.get("/search/", {"q": f'"{words}"'}).text, words


def test_a_change_of_each_kind_is_compared_and_undone_by_restoring(editor, draft):
    form, changed = written(editor, draft, do="publish")
    newer, before = draft.page.draft(), [values(one) for one in draft.sections.all()]
    changes = {name: value for one in changed.values() for name, value in one.items()}
    assert save(editor, newer, form | changes).status_code == 302
    parts = compare(draft, draft.sections.all(), newer, newer.sections.all()).changed
    assert len(parts) == len(BLOCKS)
    for part, (kind, ones) in zip(parts, changed.items(), strict=True):
        assert len([one for one in part.lines if one.change != "kept"]) >= len(ones), kind
    restored = draft.page.restore(draft, by=None)
    assert [values(one) for one in restored.sections.all()] == before


def test_of_each_kind_two_people_change_different_fields_and_both_stay(editor, draft):
    form, changed = written(editor, draft)
    pairs = [[*changes.items()] for changes in changed.values() if len(changes) > 1]
    assert len(pairs) > len(BLOCKS) // 2
    ones, twos = (dict(changes) for changes in zip(*pairs, strict=True))
    assert save(editor, draft, form | ones).status_code == 302
    refused = save(editor, draft, form | twos)
    assert refused.status_code == 409
    merged = fields(refused)
    assert {name: merged[name] for name in ones | twos} == ones | twos
    assert 'class="theirs"' not in refused.text


def test_each_kind_is_refused_without_what_it_needs_and_keeps_the_rest(editor, draft):
    needed = [
        (kind, name)
        for kind, block in BLOCKS.items()
        for name in EXAMPLES[kind][0]
        if name in {*block.columns, *block.fields} - {*block.optional}
        and (name not in block.fields or block.fields[name].required)
        and kind != TEXT
    ]
    blocks = []
    for kind, missing in needed:
        typed = example(kind)[0]
        blocks.append((kind, {name: typed[name] for name in typed if name != missing}))
    refused = save(editor, draft, with_blocks(form_of(editor, draft), blocks))
    assert refused.status_code == 422
    kept = fields(refused)
    for number, (_, typed) in enumerate(blocks, start=1):
        assert f'<a href="#id_sections-{number}-' in refused.text
        for name, value in typed.items():
            assert kept[f"sections-{number}-{name}"] == value
    assert draft.sections.count() == 1


def test_a_page_shows_each_kind_although_a_field_is_not_stored(client, draft):
    """As after a release that gave the kind another field."""
    for order, kind in enumerate(BLOCKS, start=2):
        draft.sections.create(kind=kind, heading="A heading", body="<p>A text.</p>", order=order)
    draft.publish()
    assert client.get("/a-page/").status_code == 200


def test_a_question_keeps_its_category_and_is_found_by_it(editor, draft):
    form = with_block(form_of(editor, draft), "question", **QUESTION)
    assert save(editor, draft, form, do="publish").status_code == 302
    question = Section.objects.get(kind="question")
    assert question.data == {"category": "First visit", "at_booking": False}
    assert "How long is a visit?" in editor.get("/search/?q=first+visit").text


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://example.com/", "//", "data:,x", "/\\example.com", "x"]
)
def test_a_button_leads_to_this_site_or_to_https_alone(link, editor, draft):
    form = with_block(form_of(editor, draft), "button", words="Go", link=link, look="plain")
    assert save(editor, draft, form).status_code == 422
    assert not Section.objects.filter(kind="button").exists()


def test_advice_names_a_button_that_leads_nowhere(editor, draft):
    form = with_block(form_of(editor, draft), "button", words="Go", link="/gone/", look="plain")
    advice = save(editor, draft, form, do="advise").text
    assert "This link leads to /gone/, but this site has no such page." in advice


def test_cards_on_home_are_where_the_editor_puts_them(editor, seeded):
    home = Page.objects.get(slug="home")
    assert editor.get("/").text.index("Read more") > editor.get("/").text.index("What to expect")
    draft = home.edit(by=None)
    form = form_of(editor, draft)
    place = place_of(form, "pages").replace("kind", "order")
    save(editor, draft, form | {place: "1"}, do="publish")
    page = editor.get("/").text
    assert page.index("Read more") < page.index("What we treat")
    assert '<a class="card" href="/ims/">' in page
    draft = home.edit(by=None)
    form = form_of(editor, draft)
    removed = place_of(form, "pages").replace("kind", "DELETE")
    for changes, is_said in [({}, False), ({removed: "on"}, True)]:
        advice = save(editor, draft, form | changes, do="advise").text
        assert ("This page has no cards that lead to other pages." in advice) == is_said
    save(editor, draft, form | {removed: "on"}, do="publish")
    assert 'class="card"' not in editor.get("/").text


def test_a_home_page_from_before_keeps_its_cards(client):
    home = make.page("home", "Home")
    home.edit(by=None)
    make.page("ims", "About IMS")
    assert 'class="card"' not in client.get("/").text
    migration = import_module("pages.migrations.0012_cards_on_home_are_a_block")
    with connection.cursor() as cursor:
        for _ in range(2):  # a second run changes nothing
            cursor.execute(migration.ADD)
    page = client.get("/").text
    assert page.count('<a class="card" href="/ims/">') == 1
    assert page.index("A text.") < page.index("Read more")
    live, draft = (one.sections.get(kind="pages") for one in home.revisions.all())
    assert live.key == draft.key


def test_hours_show_what_was_ticked_of_the_clinics_details(editor, draft):
    details = {"phone": "(416) 555-0101", "address": "1 Sample Street"}
    Clinic.objects.create(pk=1, name="A clinic", **details)
    form = with_block(form_of(editor, draft), "hours", address="on")
    save(editor, draft, form, do="publish")
    main = editor.get("/a-page/").text.partition("<main")[2].partition("</main>")[0]
    assert "1 Sample Street" in main
    assert "Phone" not in main.partition("block-hours")[2].partition("</section>")[0]
    nothing = with_block(form_of(editor, draft.page.edit(by=None)), "hours")
    assert "Select at least one of these" in save(editor, draft.page.draft(), nothing).text


def test_a_change_of_a_kinds_own_field_is_compared(draft):
    one = Section(kind="question", heading="A", body="<p>B</p>", data={"category": "Old"})
    two = Section(
        key=one.key, kind="question", heading="A", body="<p>B</p>", data={"category": "New"}
    )
    (part,) = compare(draft, [one], draft, [two]).changed
    assert [line.kind for line in part.lines if line.change != "kept"] == ["category"]


def test_a_kind_that_this_version_does_not_know_is_shown_as_text(client, draft):
    draft.sections.update(kind="from the future")
    draft.publish()
    assert "A text." in client.get("/a-page/").text


def test_each_kind_has_a_name_a_purpose_and_a_template(editor, draft):
    offered = editor.get(draft.get_admin_url()).text
    for kind, block in BLOCKS.items():
        assert block.name
        assert block.about
        section = Section(kind=kind)
        assert section.block is block
        assert section.template == f"pages/blocks/{kind}.html"
        assert f'data-new="{kind}"' in offered


def test_text_is_the_first_kind():
    assert next(iter(BLOCKS)) == TEXT


def test_a_posted_kind_changes_no_stored_section_and_breaks_no_merge(editor, draft):
    form = form_of(editor, draft)
    save(editor, draft, form, title="Theirs")
    forged = {"sections-0-kind": "callout", "sections-0-look": "plain", "summary": "Mine"}
    answer = save(editor, draft, form, **forged)
    assert answer.status_code == 409
    draft.refresh_from_db()
    forged = form_of(editor, draft) | {"sections-0-kind": "callout"}
    assert save(editor, draft, forged).status_code == 302
    assert draft.sections.get().kind == TEXT


def test_a_section_of_a_kind_that_only_a_newer_version_knows_outlives_a_save(editor, draft):
    new = {"kind": "map", "heading": "", "body": "", "data": {"place": "King Street"}}
    draft.sections.create(order=2, **new)
    assert save(editor, draft, form_of(editor, draft), title="Mended").status_code == 302
    assert draft.sections.filter(**new).exists()
    draft.refresh_from_db()
    assert draft.title == "Mended"


def test_a_section_of_an_unknown_kind_that_a_colleague_removed_keeps_what_it_holds(editor, draft):
    new = {"kind": "map", "heading": "", "body": "", "data": {"place": "King Street"}}
    draft.sections.create(order=2, **new)
    form = form_of(editor, draft)
    draft.rewrite(None, draft.version, {"title": "Theirs"}, draft.sections.exclude(kind="map"))
    merged = save(editor, draft, form | {"sections-1-heading": "On the map"})
    assert "A colleague removed this section" in merged.text
    assert save(editor, draft, fields(merged)).status_code == 302
    assert draft.sections.filter(**new | {"heading": "On the map"}).exists()
    forged = form_of(editor, draft) | {"sections-1-key": "", "sections-1-unknown": "x"}
    assert save(editor, draft, forged | {"sections-1-was": ""}).status_code == 422


def test_what_no_field_could_have_given_counts_as_not_filled_in(client):
    page, service = make.page("team", "Our team"), make.service()
    make.therapist(service)
    sections = page.revisions.get().sections
    kinds = sorted(BLOCKS.keys() - {"picture", "file"})  # without an image or a document
    for order, kind in enumerate(kinds, start=2):
        sections.create(kind=kind, order=order, heading="A heading")
    for odd in (None, 5, {}, [5], ["x"]):
        for section in Section.objects.all():
            data = dict.fromkeys(section.block.fields, odd)
            Section.objects.filter(pk=section.pk).update(data=data)
            assert all(section.block.displayed(name, data) is not None for name in data)
        for address in ("/team/", f"/book/?service={service.pk}"):
            assert client.get(address).status_code == 200, (address, odd)


def test_values_that_are_no_object_break_no_page_and_can_no_longer_be_stored(editor):
    constraint = "pages_section_data_is_an_object"
    with connection.cursor() as cursor:
        # As in the database of a version before there was one.
        cursor.execute(f"ALTER TABLE pages_section DROP CONSTRAINT {constraint}")
    page = make.page("about", "About")
    draft = page.edit(by=None)
    first = page.live_revision()
    kinds = sorted(BLOCKS.keys() - {"picture", "file"})
    for revision in (first, draft):
        for order, kind in enumerate(kinds, start=2):
            revision.sections.create(kind=kind, order=order, heading=f"A {kind}", body="<p>x</p>")
    compare = f"/admin/pages/page/{page.pk}/versions/compare/?from={first.pk}&to={draft.pk}"
    addresses = ["/about/", "/search/?q=about", "/sitemap.xml", draft.get_admin_url(), compare]
    for odd in (["x"], "services", None):
        Section.objects.update(data=Value(odd, JSONField()))
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT data::text FROM pages_section")
            assert [one for (one,) in cursor] == [json.dumps(odd)]
        for address in addresses:
            assert editor.get(address).status_code == 200, (address, odd)
    repaired = import_module("pages.migrations.0030_check_own_values").Migration.operations[0]
    with connection.cursor() as cursor:
        cursor.execute(repaired.sql)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        (added,) = (one for one in Section._meta.constraints if one.name == constraint)
        cursor.execute(str(added.create_sql(Section, connection.schema_editor())))
    with pytest.raises(IntegrityError, match=constraint):
        Section.objects.update(data=Value(5, JSONField()))
