"""Every process shows a change a second after it was committed."""

import http.client
import time

import pytest
from django.db import connections, transaction

from clinic.models import Clinic
from clinic_site.page_memory.versions import Versions
from tests import make, serve

pytestmark = pytest.mark.django_db(transaction=True)
FRESH_FOR = 1  # second


@pytest.fixture
def ports():
    """Two servers, as if on two machines."""
    settings = {
        "DEBUG": "false",
        "DJANGO_SETTINGS_MODULE": "tests.served_settings",
        "PAGES_FRESH_FOR": str(FRESH_FOR),
        "WEB_CONCURRENCY": "1",
    }
    with serve.site(**settings) as one, serve.site(**settings) as other:
        yield one, other


def shown(port):
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", "/contact/")
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return {word for word in ("Notice one", "Sample name", "555 0123") if word in text}


def other_session():
    """Another session of this process, for a second transaction at the same time."""
    return connections.create_connection("default")


def test_a_change_shows_everywhere_in_whatever_order_it_was_committed(ports):
    Clinic.objects.create(pk=1, name="Clinic")
    assert [shown(port) for port in ports] == [set(), set()]
    other = other_session()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:  # begins first and commits last
            cursor.execute(
                "INSERT INTO clinic_openinghours (clinic_id, weekday, opens, closes,"
                " note) VALUES (1, 0, '9:00', '17:00', 'Sample name')"
            )
        Clinic.objects.update(notice="Notice one")
        time.sleep(FRESH_FOR)
        assert [shown(port) for port in ports] == [{"Notice one"}, {"Notice one"}]
        other.commit()
        time.sleep(FRESH_FOR)
        both = {"Notice one", "Sample name"}
        assert [shown(port) for port in ports] == [both, both]
    finally:
        other.close()
    with transaction.atomic():
        Clinic.objects.update(phone="416 555 0123")
        transaction.set_rollback(True)
    time.sleep(FRESH_FOR)
    assert [shown(port) for port in ports] == [both, both]


def test_the_version_is_queried_once_while_it_is_fresh(django_assert_num_queries, time_machine):
    time_machine.move_to(make.NOW, tick=False)  # the minute is part of a version
    lasting, at_once = Versions(3600), Versions(0)
    with django_assert_num_queries(1):
        before = lasting.current()
        assert lasting.current() is before
    with django_assert_num_queries(2):
        assert at_once.current() == at_once.current() == before
    Clinic.objects.create(pk=1, name="Clinic")
    assert at_once.current() != before
