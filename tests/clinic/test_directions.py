"""Arabic and Hebrew words run from the right, on the page and before it is published."""

import pytest

from clinic.templatetags.directions import directed, direction
from tests import make

ARABIC = "مرحبا بكم"


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("<p>Words</p>", "<p>Words</p>"),
        (f"<p>{ARABIC}</p><p>Words</p>", f'<p dir="auto">{ARABIC}</p><p dir="auto">Words</p>'),
        ("<h3>שלום</h3>", '<h3 dir="auto">שלום</h3>'),
        (
            f'<ol start="3"><li><p>{ARABIC}</p><ul><li>Two</li></ul></li></ol><p>{ARABIC}</p>',
            f'<ol dir="auto" start="3"><li><p>{ARABIC}</p><ul><li>Two</li></ul></li></ol>'
            f'<p dir="auto">{ARABIC}</p>',
        ),
        (
            f"<blockquote><p>{ARABIC}</p></blockquote>",
            f'<blockquote><p dir="auto">{ARABIC}</p></blockquote>',
        ),
    ],
)
def test_each_paragraph_and_list_has_its_own_direction(stored, shown):
    assert directed(stored) == shown


def test_other_words_get_none():
    assert direction("Words", "mots") == ""
    assert direction("Words", ARABIC) == ' dir="auto"'


@pytest.mark.django_db
def test_readers_and_a_preview_see_the_same_direction(client):
    page = make.page(title=ARABIC)
    draft = page.edit(by=None)
    draft.sections.update(heading=ARABIC, body=f"<p>{ARABIC}</p>")
    link = draft.share_links.create().get_absolute_url()
    preview = client.get(link).text
    draft.publish()
    for shown in (preview, client.get("/a-page/").text):
        assert f'<h1 dir="auto">{ARABIC}</h1>' in shown
        assert f'<h2 dir="auto">{ARABIC}</h2>' in shown
        assert f'<p dir="auto">{ARABIC}</p>' in shown
