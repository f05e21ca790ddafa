"""Reception finds people however their names are typed."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def reception(client):
    client.force_login(make.staff("Reception"))
    return client


@pytest.mark.parametrize("typed", ["alvarez", "Álvarez", "jose alv", "A\u0301lvarez"])
def test_people_are_found_with_and_without_the_accents_of_their_names(
    reception, time_machine, typed
):
    time_machine.move_to(make.NOW, tick=False)
    service = make.service()
    name = "José Álvarez"
    made = make.booking(service, make.therapist(service), name=name).appointments.get()
    comment = make.comment(make.page(allows_comments=True), name=name)
    lists = {
        "/admin/booking/appointment/": made,
        "/admin/comments/comment/": comment,
        "/admin/contact/message/": make.message(name=name),
    }
    for url, row in lists.items():
        assert list(reception.get(url, {"q": typed}).context["cl"].queryset) == [row]
        assert not reception.get(url, {"q": "alvares"}).context["cl"].queryset


def test_what_is_written_with_accents_is_found_in_a_text_too(reception):
    row = make.message(text="Le détail d’un été")
    for typed in ("été", "ete", "DETAIL"):
        found = reception.get("/admin/contact/message/", {"q": typed}).context["cl"]
        assert list(found.queryset) == [row]
