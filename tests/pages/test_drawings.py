"""The site's own drawings: chosen by an editor, told in words, kept from version to version."""

import html5lib
import pytest
from django.db import IntegrityError

from pages.models import Drawing, Revision, Section
from pages.text.compare import compare
from tests import make
from tests.valid_html import faults


@pytest.fixture
def page(db):
    return make.page()


def drawings(client, path="/a-page/"):
    text = client.get(path).text
    assert faults(text) == []
    root = html5lib.parse(text, namespaceHTMLElements=False)
    return [one for one in root.iter("figure") if "drawing" in one.get("class", "").split()]


@pytest.mark.parametrize("drawing", Drawing)
def test_a_drawing_says_in_words_what_it_shows(client, page, drawing):
    Section.objects.update(drawing=drawing)
    (figure,) = drawings(client)
    assert figure.findtext("figcaption") == drawing.label
    for picture in figure.iter("svg"):
        told = picture.get("aria-label", "") if picture.get("role") == "img" else ""
        assert told or picture.get("aria-hidden") == "true"
    assert "".join(figure.itertext()).strip() != drawing.label


def test_a_section_without_a_drawing_shows_none(client, page):
    assert drawings(client) == []


def test_the_answers_about_ims_have_their_three_drawings(client, seeded, whole_dates):
    assert len(drawings(client, "/ims/")) == 3


def test_a_drawing_that_the_site_does_not_have_is_refused_by_the_database(page):
    with pytest.raises(IntegrityError):
        Section.objects.update(drawing="cure")


def test_the_next_draft_begins_with_the_drawing(page):
    Section.objects.update(drawing=Drawing.NERVE)
    assert page.edit(by=None).sections.get().drawing == Drawing.NERVE


@pytest.mark.parametrize(
    ("old", "new", "remarks"),
    [
        ("", "nerve", [f"The drawing “{Drawing.NERVE.label}” was added."]),
        ("nerve", "", [f"The drawing “{Drawing.NERVE.label}” was removed."]),
        (
            "nerve",
            "needle",
            [
                f"The drawing “{Drawing.NERVE.label}” was removed.",
                f"The drawing “{Drawing.NEEDLE.label}” was added.",
            ],
        ),
        ("nerve", "nerve", []),
    ],
)
def test_comparing_two_versions_says_how_a_drawing_changed(old, new, remarks):
    before = Section(heading="A heading", body="<p>A text.</p>", drawing=old)
    after = Section(key=before.key, heading="A heading", body="<p>A text.</p>", drawing=new)
    (part,) = compare(Revision(), [before], Revision(), [after]).parts
    assert list(part.remarks) == remarks
