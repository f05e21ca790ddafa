"""The tests' queries are put together sooner than Django's, and are the same queries."""

import pytest
import time_machine
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from booking.models import Booking
from tests import make, quick_sql


@pytest.fixture
def slowly():
    """Django's own ways, until the test ends."""
    quick_sql.install(quick_sql.USUAL)
    yield
    quick_sql.install()


@pytest.fixture
def ask(client, db):
    """A function that asks for pages with many a query, and returns what the database was asked."""
    with time_machine.travel(make.NOW, tick=False):
        page, service = make.page(allows_comments=True), make.service()
        visit = make.booking(service, make.therapist(service)).appointments.get()
        make.approved(make.comment(page))
        paths = ["/admin/", visit.get_admin_url(), "/admin/pages/page/", "/admin/comments/comment/"]
        paths += ["/search/?q=text", "/a-page/", "/book/", f"/book/?service={service.pk}"]
        client.force_login(make.staff("Administrators"))

        def ask():
            with CaptureQueriesContext(
                connection,
            ) as asked:
                assert [client.get(path, follow=True).status_code for path in paths] == [200] * 8
            return [one["sql"] for one in asked]

        ask()  # some is remembered from here on
        yield ask


def test_each_query_is_the_same_as_djangos(ask, request):
    quickly = ask()
    request.getfixturevalue("slowly")
    assert ask() == quickly
    assert len(quickly) > 50


def test_what_is_combined_is_the_same(request):
    def combined():
        found = Booking.objects.filter(name="A").annotate(one=Value(1), said=Value("sample"))
        both = found.union(
            Booking.objects.filter(email="b@example.com").annotate(
                one=Value(2), said=Value("other")
            )
        )
        within = (
            Booking.objects.filter(appointments__service__in=found.values("pk"))
            .exclude(appointments__therapist__name="B")
            .order_by("-patient__name", "pk")
        )
        return [str(one.query) for one in (both.order_by("one"), within)]

    quickly = combined()
    request.getfixturevalue("slowly")
    assert combined() == quickly
