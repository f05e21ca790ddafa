"""Many editors press different buttons of one page at once: real threads, real locks."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client

from pages.models import Page, Revision
from pages.models.never_public import changes, delete_never_public
from tests import make, rivals
from tests.pages.test_draft_screen import form_of
from tests.waiting import until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS = 8


def editors():
    for number in range(EDITORS):
        client = Client()
        client.force_login(make.staff("Editors", f"editor-{number}"))
        yield client


def test_nobody_gets_an_error_and_the_page_stays_in_order():
    page = make.page()
    old, draft = page.live_revision(), page.edit(by=None)
    clients = list(editors())
    forms = [form_of(client, draft) for client in clients]
    versions = f"/admin/pages/page/{page.pk}/versions/"

    def act(number):
        client, form = clients[number], forms[number] | {"title": f"By {number}"}
        if number % 4 == 3:
            seen = {f"seen-{draft.pk}": "0"}
            return client.post(f"{versions}{old.pk}/restore/", seen).status_code
        verb = ("save", "publish", "discard")[number % 4]
        return client.post(draft.get_admin_url(), form | {"do": verb}).status_code

    statuses = set(rivals.in_parallel(EDITORS, act))
    assert statuses <= {302, 409}
    assert 302 in statuses
    assert Revision.objects.drafts().filter(page=page).count() <= 1
    old.refresh_from_db()
    assert old.title == "A page"
    assert page.live_revision().sections.count() == 1


def test_of_those_who_save_at_once_one_is_stored_and_all_others_keep_their_words():
    page = make.page()
    draft = page.edit(by=None)
    clients = list(editors())
    forms = [form_of(client, draft) for client in clients]

    def save(number):
        form = forms[number] | {"do": "save", "title": f"By {number}"}
        return clients[number].post(draft.get_admin_url(), form)

    answers = rivals.in_parallel(EDITORS, save)
    refused = [number for number, one in enumerate(answers) if one.status_code == 409]
    assert len(refused) == EDITORS - 1
    assert all(f'value="By {number}"' in answers[number].text for number in refused)
    draft.refresh_from_db()
    assert draft.version == 1


def test_publishing_and_restoring_lock_in_one_order():
    page = make.page()
    old, draft = page.live_revision(), page.edit(by=None)

    def restore():
        try:
            return page.restore(old, by=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            draft.rewrite(None, draft.version, {"title": "Published"}, draft.sections.all())
            restored = pool.submit(restore)
            until_somebody_waits()
            draft.publish()
        assert restored.result().is_draft()
    assert page.live_revision().title == "Published"


def test_what_is_written_while_the_page_is_deleted_is_refused_without_an_error():
    page = Page.objects.create(slug="never-shown")
    draft = page.edit(by=None)
    anna, ben = make.staff("Editors", "anna"), make.staff("Editors", "ben")
    client = Client()
    client.force_login(ben)
    form = form_of(client, draft) | {"title": "Half a page"}
    kept = {"account": ben.pk, "writing": uuid4(), "number": 1}
    own = f"/admin/pages/page/{page.pk}"
    posts = [(f"{own}/keep/", form | kept), (f"{own}/here/", {}), (draft.get_admin_url(), form)]

    def write(address, typed):
        try:
            return client.post(address, typed).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(posts)) as pool:
        with transaction.atomic():
            delete_never_public(page, anna, changes(page, anna))
            sent = [pool.submit(write, *one) for one in posts]
            until_somebody_waits(len(posts))
        assert {one.result() for one in sent} == {404}
