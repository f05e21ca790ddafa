"""Files that readers can open: what is taken, how it is kept and served, and when it goes."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection

from pages import document_files
from pages.models import Document, PublishingRules, Section
from tests import make
from tests.each import each
from tests.pages.test_blocks import with_block
from tests.pages.test_draft_screen import fields, form_of, refusals, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
HTML = b"<!DOCTYPE html><script>alert(1)</script>"


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


def pdf(content=PDF, name="Fees of Sample Patient.pdf"):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def uploaded(editor, draft, file, words="Our fees", **more):
    form = with_block(form_of(editor, draft), "file", words=words, file=file)
    return save(editor, draft, form | more, do="publish" if words else "save")


def test_readers_open_a_pdf_under_a_name_of_ours_with_its_type_and_size(editor, draft):
    assert uploaded(editor, draft, pdf()).status_code == 302
    document = Document.objects.get()
    page = editor.get("/a-page/").text
    assert f'<a href="/media/{document.name}">Our fees</a>' in page
    assert "(PDF, 72\xa0bytes)" in page or f"(PDF, {len(PDF)}\xa0bytes)" in page
    assert "Sample" not in document.name
    response = editor.get(document.get_absolute_url())
    assert response.content == PDF


def test_a_pdf_is_never_run_as_a_page(client, draft):
    document = Document.objects.take(document_files.clean(pdf(PDF + HTML + b"%%EOF")), by=None)
    response = client.get(document.get_absolute_url())
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Robots-Tag"] == "noindex"
    assert client.head(document.get_absolute_url()).status_code == 200
    known = client.get(document.get_absolute_url(), headers={"If-None-Match": response["ETag"]})
    assert (known.status_code, known.content) == (304, b"")
    default_storage.delete(document.name)  # so it was not read for that
    known = client.get(document.get_absolute_url(), headers={"If-None-Match": response["ETag"]})
    assert known.status_code == 304


@pytest.mark.parametrize(
    "path", ["x.pdf", f"{'0' * 32}.pdf", f"{'0' * 33}.pdf", "..%2Fsecret.pdf", f"{'A' * 32}.pdf"]
)
def test_nothing_else_is_served_as_a_file(client, path):
    assert client.get(f"/media/{path}").status_code == 404


@each(
    ("file", "words"),
    [
        (pdf(HTML), document_files.NO_PDF),
        (pdf(b" " + PDF), document_files.NO_PDF),
        (pdf(name="fees.html"), document_files.NO_PDF),
        (pdf(name="fees.pdf.exe"), document_files.NO_PDF),
        (pdf(b"PK\x03\x04", "fees.docx"), document_files.NO_PDF),
        (pdf(PDF[:30]), document_files.DAMAGED),
        (pdf(PDF.replace(b"/Root", b"/Encrypt 5 0 R/Root")), document_files.LOCKED),
        (pdf(b"%PDF-" + bytes(document_files.MAX_BYTES) + b"%%EOF"), document_files.TOO_BIG),
        (pdf(b""), document_files.EMPTY),
    ],
)
def test_what_is_no_pdf_is_refused_in_words(editor, draft, no_screen, file, words):
    refused = uploaded(editor, draft, file)
    assert refused.status_code == 422
    assert words in refusals(refused)
    assert not Document.objects.exists()
    assert document_files.names() == set()


def test_the_limit_is_told_before_a_file_is_chosen(editor, draft):
    assert "A PDF of at most 10 MB." in editor.get(draft.get_admin_url()).text


def test_a_file_is_kept_when_the_form_is_refused(editor, draft):
    refused = uploaded(editor, draft, pdf(), words="")
    assert refused.status_code == 422
    form = fields(refused)
    assert form["sections-1-document"] == str(Document.objects.get().pk)
    assert save(editor, draft, form | {"sections-1-words": "Our fees"}).status_code == 302
    assert Section.objects.get(kind="file").document == Document.objects.get()


def test_a_file_of_the_library_is_chosen_by_its_number_or_in_the_dialog(editor, draft):
    old, other = in_library("intake.pdf"), in_library("exercises.pdf")
    shown = editor.get("/admin/pages/document/choose/?q=intake").text
    assert f'data-choose="{old.pk}"' in shown
    assert f'data-choose="{other.pk}"' not in shown
    assert f'<option value="{old.pk} – intake.pdf">' in editor.get(draft.get_admin_url()).text
    new = old.replace(pdf(), None, old.version)
    form = with_block(form_of(editor, draft), "file", words="Our form")
    for typed in ("0", "no such", "9" * 300):
        refused = save(editor, draft, form | {"sections-1-chosen_file": typed})
        assert "There is no file with this number in the library." in refused.text
        assert "Choose a PDF." not in refused.text
    save(editor, draft, form | {"sections-1-chosen_file": f"{old.pk} – intake.pdf"})
    assert Section.objects.get(kind="file").document == new


def test_a_file_that_is_gone_is_asked_for_again(editor, draft):
    form = with_block(form_of(editor, draft), "file", words="Our fees", document="999")
    refused = save(editor, draft, form)
    assert refused.status_code == 422
    assert "This file is no longer there. Please upload it again." in refused.text
    form["sections-1-document"] = "x" * 40
    assert save(editor, draft, form).status_code == 422


def test_editors_are_told_when_nothing_can_be_stored(editor, draft, media):
    media.write_text("a file where the folder should be")
    refused = uploaded(editor, draft, pdf())
    assert refused.status_code == 422
    assert "The file can’t be stored right now, so nothing was changed." in refused.text


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_a_day_after_nothing_leads_to_it_but_not_before(clock, editor, draft):
    uploaded(editor, draft, pdf())
    kept = Document.objects.get()
    unused = Document.objects.take(document_files.clean(pdf()), by=None)
    default_storage.save(f"{'0' * 32}.pdf", pdf())
    for hours, left in ((0, 3), (23, 3), (25, 1)):
        clock.move_to(make.NOW + timedelta(hours=hours))
        Document.objects.purge()
        assert len(document_files.names()) == left
    assert list(Document.objects.all()) == [kept]
    assert not Document.objects.filter(pk=unused.pk).exists()


@pytest.mark.parametrize("way", ["text", "button"])
def test_a_file_stays_while_a_text_or_a_button_has_a_link_to_it(editor, draft, clock, way):
    uploaded(editor, draft, pdf())
    document = Document.objects.get()
    address = document.get_absolute_url()
    if way == "text":
        values = {"kind": "text", "body": f'<p><a href="{address}">Fees</a></p>'}
    else:
        values = {"kind": "button", "data": {"words": "Fees", "link": address}}
    Section.objects.filter(kind="file").update(document=None, **values)
    for _ in range(3):
        clock.shift(timedelta(days=2))
        Document.objects.purge()
    assert editor.get(address).status_code == 200


LIBRARY = "/admin/pages/document/"


def in_library(name="Intake form.pdf", **more):
    return Document.objects.take(document_files.clean(pdf(name=name)), by=None, **more)


def test_the_library_lists_files_with_where_each_is_used_and_finds_them(editor, draft):
    uploaded(editor, draft, pdf(name="Intake form.pdf"), words="Please bring this")
    linked, spare = in_library("Exercises.pdf"), in_library("Spare.pdf")
    other = make.page("other", "Other page").edit(by=None)
    other.sections.update(body=f'<p><a href="{linked.get_absolute_url()}">Train</a></p>')
    shown = editor.get(LIBRARY)
    used = {one.original_name: one.used_on for one in shown.context["rows"]}
    assert used == {
        "Intake form.pdf": "“A page”",
        "Exercises.pdf": "“Other page” (draft)",
        "Spare.pdf": "",
    }
    assert f"{len(PDF)}\xa0bytes" in shown.text
    for typed, found in (("intake", 1), ("please BRING", 1), ("a page", 1), ("%", 0)):
        assert len(editor.get(LIBRARY, {"q": typed}).context["rows"]) == found, typed
    assert list(editor.get(LIBRARY, {"show": "unused"}).context["rows"]) == [spare]
    found = editor.get("/admin/pages/page/find/", {"q": "exercises"}).text
    assert f'href="{LIBRARY}{linked.pk}/"' in found


def test_a_file_is_replaced_wherever_readers_find_it_and_its_versions_keep_the_old_one(
    editor, draft, clock
):
    uploaded(editor, draft, pdf())
    old = Document.objects.get()
    asked = editor.get(f"{LIBRARY}{old.pk}/replace/")
    assert "“A page”" in asked.text or "A page" in asked.text
    form = fields(asked)
    assert editor.post(f"{LIBRARY}{old.pk}/replace/", form).status_code == 422
    for content in (PDF + b"% 2\n%%EOF", PDF + b"% newest\n%%EOF"):
        now = Document.objects.get(replaced_by=None)
        address = f"{LIBRARY}{now.pk}/replace/"
        upload = {"upload": pdf(content), "seen": str(now.version)}
        assert editor.post(address, upload).status_code == 302
        twice = editor.post(address, upload)
        assert twice["Location"] != f"{LIBRARY}{now.pk}/"
    newest = Document.objects.get(replaced_by=None)
    led = editor.get(old.get_absolute_url())
    assert (led.status_code, led["Location"]) == (302, newest.get_absolute_url())
    assert f'href="{newest.get_absolute_url()}"' in editor.get("/a-page/").text
    assert editor.get(newest.get_absolute_url()).content == content
    assert editor.get(f"{LIBRARY}{old.pk}/content/").content == PDF
    clock.shift(timedelta(days=3))
    for _ in range(2):
        Document.objects.purge()
        clock.shift(timedelta(days=3))
    assert Document.objects.count() == 3
    assert Section.objects.get(kind="file").document == old


def test_no_file_goes_live_without_the_second_person_whom_the_rules_ask_for(editor, draft):
    uploaded(editor, draft, pdf())
    file = Document.objects.get()
    PublishingRules.objects.create(pk=1, needs_second_person=True)
    refused = editor.post(f"{LIBRARY}{file.pk}/replace/", {"upload": pdf(), "seen": "0"})
    assert refused.status_code == 403
    assert "nothing goes live without a second person" in refused.text
    assert Document.objects.get() == file


def test_who_may_replace_a_file_is_asked_when_it_is_replaced_and_of_all_that_has_been_live(
    editor, draft
):
    uploaded(editor, draft, pdf())
    file = Document.objects.get()
    writer = make.staff("Reception", "ben")
    writer.user_permissions.add(*make.permissions("change_revision"))
    with pytest.raises(ValidationError, match="only someone who may publish"):
        file.replace(pdf(), writer, file.version)
    without = draft.page.edit(by=None)
    without.sections.filter(document=file).delete()
    draft.page.revisions.filter(pk=without.pk).update(publish_at=make.NOW)
    assert not Section.objects.filter(document=file, revision=draft.page.live_revision()).exists()
    editor.force_login(writer)
    assert "only someone who may publish" in editor.get(f"{LIBRARY}{file.pk}/replace/").text
    draft.page.revisions.filter(sections__document=file).update(
        publish_at=None, discarded_at=make.NOW
    )
    assert "only someone who may publish" not in editor.get(f"{LIBRARY}{file.pk}/replace/").text


def test_readers_get_a_file_while_the_database_is_away(client, draft):
    file = Document.objects.take(document_files.clean(pdf()), by=None)

    def fail(*_):
        raise OperationalError

    with connection.execute_wrapper(fail):
        assert client.get(file.get_absolute_url()).content == PDF


def test_a_file_is_kept_if_somebody_says_so_and_deleted_only_if_nothing_leads_to_it(editor, clock):
    added = editor.post(f"{LIBRARY}add/", {"upload": pdf()})
    kept, passing = Document.objects.get(), in_library()
    assert added["Location"] == f"{LIBRARY}{kept.pk}/"
    for _ in range(2):
        Document.objects.purge()
        clock.shift(timedelta(days=2))
    assert list(Document.objects.all()) == [kept] != [passing]
    clock.move_to(make.NOW)
    asked = editor.get(f"{LIBRARY}{kept.pk}/remove/")
    section = make.page().live_revision().sections
    section.update(body=f'<p><a href="{kept.get_absolute_url()}">Fees</a></p>')
    editor.post(f"{LIBRARY}{kept.pk}/remove/", fields(asked))
    assert "can’t be removed" in editor.get(f"{LIBRARY}{kept.pk}/remove/").text
    section.update(body="")
    editor.post(f"{LIBRARY}{kept.pk}/remove/", fields(asked))
    assert not Document.objects.exists()
    assert document_files.names() == set()
