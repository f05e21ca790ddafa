"""A form that comes back damaged says of no row that its reader has seen it."""

import pytest
from django.http import QueryDict

from typed.seen import SeenField, seen_version, seen_versions

DAMAGED = ["", "abc", "-1", "1.0", "٣ ", "9" * 4300, "9" * 19, " 3"]


@pytest.mark.parametrize("sent", DAMAGED)
def test_a_damaged_version_is_one_that_no_row_has(sent):
    assert seen_version(QueryDict(mutable=True) | {"seen": sent}) < 0
    assert SeenField().clean(sent) < 0


def test_a_form_without_a_version_has_seen_none():
    assert seen_version(QueryDict("")) < 0
    assert SeenField().clean(None) < 0


def test_a_list_says_of_each_row_which_version_it_showed():
    posted = QueryDict("seen-12=3&seen-13=&seen-x=1&seen=7&name=Ann")
    assert seen_versions(posted) == {12: 3, 13: -1}
