"""What came with an old website is old to readers, and new to the desk and to retention."""

from datetime import timedelta

import pytest
import time_machine

from clinic_site.models import Retention
from clinic_site.retention.kinds import KINDS
from comments.models import Comment
from tests import make
from tests.clinic_site.test_wordpress import brought_in

pytestmark = pytest.mark.django_db


def due():
    """The kinds of comments of which some are to be purged."""
    found = [one.key for one in KINDS if one.found(Retention.current()) and "comment" in one.key]
    return set(found)


def test_comments_of_an_old_site_wait_from_today_and_after_new_ones(client):
    with time_machine.travel(make.NOW, tick=False) as clock:
        brought_in()
        clock.shift(timedelta(hours=3))
        new = make.comment(Comment.objects.first().page)
        old = Comment.objects.get(text="Wait for me")
        client.force_login(make.staff("Reception"))
        said = client.get("/admin/").text.split("<span>Waiting ")[1:]
        assert [words.split("<")[0] for words in said] == ["less than a minute", "3 hours"]
        assert list(Comment.objects.in_turn()) == [new, old]
        listed = client.get("/admin/comments/comment/")
        assert [one.pk for one in listed.context["cl"].result_list] == [new.pk, old.pk]
        assert "Brought in from another website" in client.get(old.get_admin_url()).text
        decided = {"seen": 0, "state": "approved", "shown_name": "Sample Visitor"}
        sent = client.post(new.get_admin_url(), decided | {"shown_text": "A sample comment."})
        assert sent.url == old.get_admin_url()


def test_comments_of_an_old_site_are_kept_for_their_period_from_the_import_on():
    with time_machine.travel(make.NOW, tick=False) as clock:
        brought_in()
        assert not due()
        clock.shift(timedelta(days=4000))
        assert due() == {"comments", "spam_comments", "comment_emails"}
