"""Tests that go through a table do so to its end, and say where they stopped."""

import pytest

from booking.models import Service
from tests import make
from tests.each import each


def test_each_row_is_tried_on_the_same_database(db):
    tried = []

    @each(("name", "minutes"), [("First", 30), ("Second", 45)])
    def go(db, name, minutes):
        assert not Service.objects.exists()
        make.service(name, duration=minutes)
        tried.append((name, minutes))

    go(db=None)
    assert tried == [("First", 30), ("Second", 45)]
    assert not Service.objects.exists()


def test_a_failure_names_its_row(db):
    @each("number", [1, 2])
    def go(number):
        assert number == 1

    with pytest.raises(AssertionError) as caught:
        go()
    assert caught.value.__notes__ == ["This was with {'number': 2}."]
