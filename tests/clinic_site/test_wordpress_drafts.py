"""A draft that came from WordPress can be saved and published as it is."""

import pytest
from django.test import Client

from clinic_site.moving import not_kept, planning, words
from clinic_site.moving.records import PlannedItem
from comments.models import Comment
from pages.models import Document, Image, Page
from pages.wordpress.sections import converted
from tests import make, wxr
from tests.clinic_site.test_wordpress import PICTURES, UPLOADS, brought_in, page, run, zipped
from tests.clinic_site.test_wordpress import begun as uploaded
from tests.pages.test_documents import PDF
from tests.pages.test_draft_screen import form_of, save

pytestmark = pytest.mark.django_db

PHOTO = f'<img src="{UPLOADS}/2018/05/Room.jpg" alt="">'
FIGURE = f'<img src="{UPLOADS}/2018/05/Room.jpg" alt="Our room"><figcaption>{{}}</figcaption>'
FIGURE = f"<figure>{FIGURE}</figure>"
SHOWN = (
    "<p>A text.</p>",
    PHOTO,
    f"<p>Before.</p>{PHOTO}<p>After.</p>{PHOTO}<p>Last.</p>",
    f"<p>Before.</p>{FIGURE.format('Our room')}<p>After.</p>",
    FIGURE.format("Very long " * 30),
    f'[gallery ids="7"]<p>Text.</p><figure class="gallery">{PHOTO}{PHOTO}</figure>',
    "<table><tr><td>Fee</td><td>$120</td></tr></table><p>After it.</p>",
    "<ul><li>One<ol><li>Two</li></ol></li></ul><blockquote>Said</blockquote>",
    f'<p>Our <a href="{UPLOADS}/2018/05/form.pdf">form</a>.</p>',
    "[embed]https://video.example/watch?v=1[/embed]<h4>Below</h4><p>Text.</p>",
    f'<p><a href="{wxr.SITE}/?p=101">One</a>, <a href="tel:416-477-1101">two</a>, '
    '<a href="javascript:x()">three</a>, <a href="#there">four</a>.</p>',
    f"<p>A text.</p><h2>{'Word ' * 60}</h2><p>Text.</p>",
    f"<p>{'Some words of a long text. ' * 800}</p>",
    "<p>a &lt; b &amp;amp; c\u00a0d \u200b🦵 <code>x</code></p>\r\n\r\nlast line",
)
ROOM = wxr.item(
    7, "Room", "/room/", kind="attachment", status="inherit", url=f"{UPLOADS}/2018/05/Room.jpg"
)
FILES = {"uploads/2018/05/Room.jpg": make.picture(), "uploads/2018/05/form.pdf": PDF}
KEPT = ("key", "kind", "heading", "body", "data__caption", "alt", "decorative")


def item(number, content, **more):
    return wxr.item(number, f"Page {number}", f"/page-{number}/", content=content, **more)


@pytest.mark.parametrize("apart", [FIGURE.format("A caption"), "<h2>Next</h2>"])
def test_every_draft_can_be_saved_and_published_as_it_came(client, apart):
    brought_in(wxr.export(item(101, apart.join(SHOWN)), ROOM), zipped(**FILES))
    editor = Client()
    editor.force_login(make.staff("Editors"))
    draft = page("page-101").draft()
    before = list(draft.sections.values_list(*KEPT))
    assert len(before) > len(SHOWN)
    published = save(editor, draft, form_of(editor, draft), do="publish")  # saves it first
    assert published.status_code == 302, published.context["form"].problems()
    assert list(draft.sections.values_list(*KEPT)) == before
    shown = client.get("/page-101/")
    assert (shown.status_code, "<h2></h2>" in shown.text) == (200, False)


def test_readers_can_comment_where_they_could_on_the_old_site():
    brought_in(wxr.export(item(101, "<p>A</p>", comments_open=True), item(102, "<p>B</p>")))
    assert [page(f"page-{number}").allows_comments for number in (101, 102)] == [True, False]


def test_the_old_home_page_comes_only_if_somebody_wants_it():
    home = wxr.item(101, "Home", "/", content="<p>Welcome.</p>")
    draft = wxr.item(102, "Draft", f"{wxr.SITE}/?page_id=102", content="<p>A</p>", status="draft")
    work = run(uploaded(wxr.export(home, draft), None))
    said = [(one.title, one.is_chosen, one.left_out) for one in work.items.all()]
    assert said == [("Home", False, [planning.HOME_THERE]), ("Draft", True, [])]


def test_what_has_to_be_written_before_publishing_is_said_beforehand(client):
    lonely = item(101, "<h2>Book now</h2>[booking-form]<h2>Fees</h2><p>A fee.</p>")
    work = run(uploaded(wxr.export(lonely, item(102, "")), None))
    said = [one.left_out[-1] for one in work.items.all()]
    assert "There is no text below the heading “Book now”." in said[0]
    assert "It has no text." in said[1]
    work.ask_for("bring_in")
    run(work)
    client.force_login(make.staff("Editors"))
    for number, refusal in ((101, "“Book now” has no text yet."), (102, "at least one section")):
        draft = page(f"page-{number}").draft()
        assert save(client, draft, form_of(client, draft)).status_code == 302
        draft.refresh_from_db()
        refused = save(client, draft, form_of(client, draft), do="publish")
        assert (refused.status_code, refusal in refused.text) == (422, True)


def test_a_picture_without_words_is_told_before_it_comes_in_and_once():
    work = run(uploaded(wxr.export(item(101, PHOTO), ROOM), PICTURES))
    told = ["There was no description of Room.jpg, so it is marked as decorative. Check that."]
    assert work.items.get(number=1).said == told
    work.ask_for("bring_in")
    run(work)
    assert work.items.get(number=1).said == told


@pytest.mark.parametrize(
    ("fields", "summary", "description"),
    [
        ({"excerpt": '<p>See <a href="https://a.example">us</a></p><p>Now</p>'}, "See us Now", ""),
        ({"excerpt": "<table><tr><td>Fee</td><td>$120</td></tr></table>"}, "Fee $120", ""),
        ({"excerpt": "The  text begins […]"}, "", ""),
        ({"excerpt": "Long. " * 200}, "", ""),
        ({"meta": {"_yoast_wpseo_metadesc": "For searches."}}, "", "For searches."),
        ({"meta": {"rank_math_description": "A sentence. " * 20}}, "", ("A sentence. " * 13)[:-1]),
        ({"meta": {"_yoast_wpseo_metadesc": "%%title%% | %%sitename%%"}}, "", ""),
        ({}, "", ""),
    ],
)  # fmt: skip
def test_a_summary_is_an_excerpt_and_never_the_beginning_of_the_text(fields, summary, description):
    brought_in(wxr.export(item(101, "<p>The text begins so.</p>", **fields)), None)
    draft = Page.objects.get().draft()
    assert (draft.summary, draft.seo_description) == (summary, description)
    told = not_kept.REPEATED in PlannedItem.objects.get().left_out
    assert told == ("begins" in fields.get("excerpt", ""))


def test_the_language_the_categories_and_a_lacking_title_are_told():
    terms = {"category": "News", "post_tag": "Neck", "language": "Français", "team": "Reception"}
    given = "".join(f'<category domain="{one}">{name}</category>' for one, name in terms.items())
    post = wxr.item(101, "", "/a/", content="<p>Text.</p>").replace("</item>", f"{given}</item>")
    code = {"meta": {"_wpml_import_language_code": "fr"}}
    work = run(uploaded(wxr.export(post, item(102, "<p>Text.</p>", **code)), None))
    assert [one.left_out for one in work.items.all()] == [
        [
            not_kept.UNTITLED,
            not_kept.LANGUAGE.format("Français"),
            not_kept.TERMS.format("News, Neck, Reception"),
        ],
        [not_kept.LANGUAGE.format("fr")],
    ]


def test_cells_of_a_table_are_separate_words():
    assert words.text("<table><tr><td>Fee</td><td>$120</td></tr></table>") == "Fee $120"


def test_what_is_in_a_cdata_section_are_words():
    written = "Type <![CDATA[<div> or <b>]]> here"
    assert words.text(written) == words.line(written) == "Type <div> or <b> here"
    assert converted(written, wxr.SITE).parts[0].body == "<p>Type &lt;div&gt; or &lt;b&gt; here</p>"
    twice = converted("<![CDATA[<p>A <b>text</b>.</p>]]>", wxr.SITE)
    assert twice.parts[0].body == "<p>A <strong>text</strong>.</p>"


def test_a_comment_that_answers_itself_answers_nobody_and_that_is_said():
    alone = item(101, "Text", comments=[wxr.comment(11, parent=11)])
    work = brought_in(wxr.export(alone), None)
    assert Comment.objects.get().in_answer_to is None
    assert (
        "Comment 11 answers itself on the old site, so it does not say whom it answers."
        in work.items.get().said
    )


def test_the_addresses_of_a_page_that_was_renamed_there_lead_to_it(client):
    meta = "<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>{}</wp:meta_value>"
    before = "".join(f"{meta.format(one)}</wp:postmeta>" for one in ("our-fees", "prices"))
    renamed = wxr.item(8, "Fees", "/about/fees/", slug="fees", content="Text")
    link = item(101, f'<a href="{wxr.SITE}/about/prices/">Fees</a>')
    brought_in(wxr.export(link, renamed.replace("</item>", f"{before}</item>")), None)
    fees = page("fees")
    fees.draft().publish()
    assert f'href="/_page/{fees.pk}/"' in page("page-101").draft().sections.get().body
    again = wxr.item(8, "Fees", "/about/what-it-costs/", slug="what-it-costs", content="Text")
    brought_in(wxr.export(again), None)
    fees.move_to("costs")
    for path in ("/about/fees/", "/about/our-fees/", "/about/Prices", "/about/what-it-costs/"):
        moved = client.get(path)
        assert (moved.status_code, moved["Location"]) == (301, "/costs/"), path
    assert Page.objects.count() == 2


def test_the_old_addresses_of_pictures_and_pdfs_lead_to_them_once_readers_see_them(client):
    text = f'{PHOTO}<p>Our <a href="{UPLOADS}/2018/05/form.pdf">form</a>.</p>'
    brought_in(wxr.export(item(101, text), ROOM), zipped(**FILES))
    photos = [f"/wp-content/uploads/2018/05/{name}.jpg" for name in ("Room", "room-300x200")]
    photos += [f"/blog{photos[0]}", photos[0].replace("Room", "%52oom-scaled")]
    form = "/wp-content/uploads/2018/05/Form.pdf"
    for asked in (*photos, form):
        assert client.get(asked).status_code == 404
    page("page-101").draft().publish(None)
    picture, document = Image.objects.get(), Document.objects.get()
    for asked in photos:
        answer = client.get(asked)
        assert (answer.status_code, answer["Location"]) == (301, picture.file.url)
    assert client.get(form)["Location"] == document.get_absolute_url()
    for asked in (
        "2018/06/Room.jpg",
        "Room.jpg",
        "2018/05/",
        "%00.jpg",
        "x" * 3_000,
        "%ed%a0%80.jpg",
    ):
        assert client.get(f"/wp-content/uploads/{asked}").status_code in (400, 404)
    page("page-101").set_public(False)
    assert client.get(photos[0]).status_code == 404
