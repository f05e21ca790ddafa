"""What reception does with a comment: read, decide, answer, leave something out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from inbox.verdict import Verdict
from tests import make

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


@pytest.fixture
def page():
    return make.page(allows_comments=True)


@pytest.fixture
def reception(client, db):
    client.force_login(make.staff("Reception"))
    return client


def screen(comment):
    return f"{LIST}{comment.pk}/change/"


def written(comment, **changes):
    """What the moderation screen would send, with these changes."""
    return {
        "seen": comment.version,
        "reply": comment.reply,
        "shown_name": comment.public_name,
        "shown_text": comment.public_text,
    } | changes


def form_of(response):
    """What a browser would send from this screen."""
    form = response.context["form"]
    values = {"seen": response.context["seen"]}
    for field in form:
        values[field.html_name] = field.value()
        before = form.data.get(field.html_initial_name) if form.is_bound else field.initial
        values[field.html_initial_name] = before
    return {name: "" if value is None else value for name, value in values.items()}


@pytest.mark.parametrize("state", ["approved", "rejected", "spam"])
def test_one_button_of_the_list_decides(reception, page, state):
    comment = make.comment(page)
    response = reception.post(f"{LIST}{comment.pk}/to/{state}/", {"seen": comment.version})
    assert response.status_code == 302
    comment.refresh_from_db()
    assert comment.state == state
    assert comment.handled_by.username == "sample-staff"
    assert comment.handled_at


@pytest.mark.parametrize("state", ["rejected", "spam"])
def test_what_was_turned_away_can_be_put_back(reception, page, state):
    comment = make.comment(page)
    comment.handle(by=None, seen=0, state=Comment.State(state))
    reception.post(f"{LIST}{comment.pk}/to/pending/", {"seen": comment.version})
    assert "A sample comment." in reception.get(LIST).text


def test_every_change_is_kept_with_who_and_when(reception, page):
    comment = make.comment(page)
    reception.post(f"{LIST}{comment.pk}/to/rejected/", {"seen": 0})
    reception.post(f"{LIST}{comment.pk}/to/approved/", {"seen": 1})
    made = [(one.verb, one.by.username, one.at is not None) for one in comment.changes.all()]
    assert made == [
        ("marked as rejected", "sample-staff", True),
        ("marked as approved", "sample-staff", True),
    ]
    shown = reception.get(screen(comment)).text
    rejected, approved = "Marked as rejected by sample-staff", "Marked as approved by sample-staff"
    assert shown.index(rejected) < shown.index(approved)


def test_after_a_decision_the_list_is_as_it_was(reception, page):
    comment = make.comment(page)
    comment.handle(by=None, seen=0, state=Comment.State.SPAM)
    assert "_changelist_filters=state%3Dspam" in reception.get(f"{LIST}?state=spam").text
    address = f"{LIST}{comment.pk}/to/approved/?_changelist_filters=state%3Dspam"
    assert reception.post(address, {"seen": 1})["Location"] == f"{LIST}?state=spam"


@pytest.mark.parametrize("seen", ["0", "", "x", None])
def test_a_colleague_who_was_faster_is_not_overruled(reception, page, seen):
    comment = make.comment(page)
    comment.handle(by=make.staff("Editors", "colleague"), seen=0, state=Comment.State.SPAM)
    form = {} if seen is None else {"seen": seen}
    response = reception.post(f"{LIST}{comment.pk}/to/approved/", form, follow=True)
    assert "In the meantime: marked as spam by colleague." in response.text
    comment.refresh_from_db()
    assert comment.state == "spam"


def test_many_are_decided_at_once(reception, page):
    for number in range(3):
        make.comment(page, text=f"Comment {number}")
    chosen = Comment.objects.values_list("pk", flat=True)[:2]
    reception.post(LIST, {"action": "to_approved", "_selected_action": chosen})
    assert Comment.objects.visible().count() == 2
    assert sum(comment.changes.count() for comment in Comment.objects.all()) == 2


def test_a_decision_for_many_leaves_alone_what_a_colleague_has_decided(reception, page):
    decided, waiting = make.comment(page, text="One"), make.comment(page, text="Two")
    decided.handle(by=None, seen=0, state=Comment.State.SPAM)
    chosen = [decided.pk, waiting.pk]
    form = {"action": "to_approved", "_selected_action": chosen}
    response = reception.post(LIST, form, follow=True)
    assert "1 comment marked as approved. 1 comment left unchanged: a colleague" in response.text
    assert Comment.objects.visible().get() == waiting


def test_the_list_opens_on_what_waits_oldest_first_with_the_whole_text(reception, page):
    make.comment(page, text="First words\nin two lines")
    make.comment(page, text="Second words")
    done = make.comment(page, text="Done words")
    done.handle(by=None, seen=0, state=Comment.State.REJECTED)
    listed = reception.get(LIST).text
    assert listed.index("First words\nin two lines") < listed.index("Second words")
    assert f'href="/a-page/#{Comment.objects.first().anchor}"' in listed
    assert "Done words" not in listed
    assert "Done words" in reception.get(f"{LIST}?state=rejected").text
    assert "Done words" in reception.get(f"{LIST}?state=all").text
    assert "Done words" in reception.get(f"{LIST}?q=Done").text
    assert '0 found (<a href="?state=all">show all</a>)' in reception.get(f"{LIST}?q=None").text


def test_a_very_long_text_is_cut_in_the_list_and_says_so(reception, page):
    make.comment(page, text="x" * 3_000)
    listed = reception.get(LIST).text
    assert "x" * 501 not in listed
    assert "Read all 3000 characters" in listed


def test_the_list_takes_as_few_queries_with_many(reception, page):
    taken = []
    for several in (range(2), range(2, 20)):
        for number in several:
            make.comment(page, text=f"Comment {number}")
        with CaptureQueriesContext(connection) as queries:
            reception.get(LIST)
        taken.append(len(queries))
    assert taken[1] == taken[0] <= 17  # one for each choice of the filters


def test_spam_signals_are_in_the_list_in_words(reception, page):
    make.comment(page)
    Comment.objects.update(reasons=["The text has links."])
    assert "Spam signal: The text has links." in reception.get(LIST).text


def test_a_comment_is_approved_and_answered_in_one_step(reception, client, page):
    comment = make.comment(page)
    reception.post(screen(comment), written(comment, state="approved", reply="Yes, please do."))
    client.logout()
    shown = client.get("/a-page/").text
    assert shown.index("A sample comment.") < shown.index("Yes, please do.")
    assert "The clinic answers" in shown


def test_the_answer_of_a_comment_that_is_not_approved_is_not_shown(reception, page):
    comment = make.comment(page)
    reception.post(screen(comment), written(comment, reply="An answer kept for later."))
    comment.refresh_from_db()
    assert (comment.state, comment.reply) == ("pending", "An answer kept for later.")
    assert "An answer kept for later." not in reception.get("/a-page/").text


def test_an_answer_taken_away_is_gone(reception, page):
    comment = make.approved(make.comment(page), reply="A wrong answer.")
    reception.post(screen(comment), written(comment, reply=""))
    assert "A wrong answer." not in reception.get("/a-page/").text
    assert "The clinic answers" not in reception.get("/a-page/").text


def test_after_one_comment_comes_the_next_that_waits(reception, page):
    first, second = make.comment(page, text="First"), make.comment(page, text="Second")
    response = reception.post(screen(first), written(first, state="approved"))
    assert response["Location"] == screen(second)
    response = reception.post(screen(second), written(second, state="rejected"))
    assert response["Location"] == "/admin/"
    assert "Nothing else is waiting." in reception.get("/admin/").text


def test_what_was_sent_stays_beside_what_readers_see(reception, page):
    comment = make.comment(page, name="Sample Family Name", text="Kept. My street is secret.")
    form = written(comment, state="approved", shown_name="Sample", shown_text="Kept.")
    reception.post(screen(comment), form)
    shown = reception.get("/a-page/").text
    assert "<strong><bdi>Sample</bdi></strong>" in shown
    assert "Family Name" not in shown
    assert "secret" not in shown
    assert "Edited by the clinic." in shown
    assert "Kept. My street is secret." in reception.get(screen(comment)).text


def test_an_unchanged_text_is_not_called_edited(reception, page):
    comment = make.comment(page, text="Two\n\nparagraphs")
    form = written(comment, state="approved", shown_text="Two\r\n\r\nparagraphs")
    reception.post(screen(comment), form)
    assert "Edited by the clinic." not in reception.get("/a-page/").text
    assert [change.verb for change in comment.changes.all()] == ["marked as approved"]


def test_a_comment_is_not_emptied_by_mistake(reception, page):
    comment = make.comment(page)
    form = written(comment, state="approved", shown_text=" ", reply="Typed words")
    response = reception.post(screen(comment), form)
    assert response.status_code == 422
    assert "To hide the whole comment, reject it." in response.text
    assert "Typed words" in response.text
    comment.refresh_from_db()
    assert comment.state == "pending"


def test_who_was_too_slow_keeps_what_they_wrote(reception, page):
    comment = make.comment(page)
    form = written(comment, state="approved", reply="Typed words")
    comment.handle(by=make.staff("Editors", "colleague"), seen=0, state=Comment.State.REJECTED)
    response = reception.post(screen(comment), form)
    assert response.status_code == 409
    assert "In the meantime: marked as rejected by colleague." in response.text
    assert "Typed words" in response.text
    assert response.context["row"].version == 1
    comment.refresh_from_db()
    assert (comment.state, comment.reply) == ("rejected", "")


@pytest.mark.parametrize("ticked", [True, False])
def test_the_website_is_a_link_only_if_the_moderator_ticks_it(reception, page, ticked):
    comment = make.comment(page, website="https://example.com/mine")
    form = written(comment, state="approved") | ({"show_website": "on"} if ticked else {})
    reception.post(screen(comment), form)
    link = '<a href="https://example.com/mine" rel="ugc nofollow noopener noreferrer">'
    assert (link in reception.get("/a-page/").text) == ticked
    assert ("example.com/mine" in reception.get("/a-page/").text) == ticked


def test_approving_from_the_list_shows_no_website(reception, page):
    comment = make.comment(page, website="https://example.com/mine")
    reception.post(f"{LIST}{comment.pk}/to/approved/", {"seen": 0})
    assert "example.com/mine" not in reception.get("/a-page/").text


def test_following_a_link_moves_nothing(reception, page):
    comment = make.comment(page)
    assert reception.get(f"{LIST}{comment.pk}/to/approved/")["Location"] == screen(comment)
    reception.get(f"{screen(comment)}?state=approved&seen=0")
    comment.refresh_from_db()
    assert comment.state == "pending"


def test_editors_neither_see_nor_moderate(client, page):
    comment = make.comment(page)
    client.force_login(make.staff("Editors"))
    assert client.get(LIST).status_code == 403
    assert client.get(screen(comment)).status_code == 403
    assert client.post(screen(comment), written(comment, state="approved")).status_code == 403
    assert client.post(f"{LIST}{comment.pk}/to/approved/", {"seen": 0}).status_code == 403


def test_who_may_only_look_gets_no_buttons(client, page):
    comment = make.comment(page)
    looker = make.staff("Editors")
    looker.user_permissions.set(make.permissions("view_comment"))
    client.force_login(looker)
    for address in (LIST, screen(comment)):
        assert "A sample comment." in client.get(address).text
        assert ">Approve<" not in client.get(address).text
    assert client.post(screen(comment), written(comment, state="approved")).status_code == 403
    form = {"action": "to_approved", "_selected_action": [comment.pk]}
    client.post(LIST, form)
    comment.refresh_from_db()
    assert comment.state == "pending"


@pytest.mark.parametrize("allowed", [True, False])
def test_only_who_may_delete_deletes_for_ever(client, page, allowed):
    comment = make.comment(page)
    one = make.staff("Reception")
    if allowed:
        one.user_permissions.set(make.permissions("delete_comment", "delete_commentchange"))
    client.force_login(one)
    assert ("Delete permanently" in client.get(screen(comment)).text) == allowed
    client.post(f"{LIST}{comment.pk}/delete/", {"post": "yes"})
    assert Comment.objects.exists() != allowed


@pytest.mark.parametrize("state", ["published", "pending ", "²"])
def test_an_unknown_state_changes_nothing(reception, page, state):
    comment = make.comment(page)
    assert reception.post(f"{LIST}{comment.pk}/to/published/", {"seen": 0}).status_code == 404
    assert reception.post(screen(comment), written(comment, state=state)).status_code == 404
    comment.refresh_from_db()
    assert (comment.state, comment.version) == ("pending", 0)


@pytest.mark.parametrize("pk", ["²", "x", "999999"])
def test_a_comment_that_is_not_there_is_not_found(reception, pk):
    assert reception.get(f"{LIST}{pk}/change/").status_code == 302
    assert reception.post(f"{LIST}{pk}/change/").status_code == 302


def test_what_was_deleted_meanwhile_is_not_found(reception, page):
    comment = make.comment(page)
    form, address = written(comment, state="approved"), screen(comment)
    comment.delete()
    response = reception.post(address, form, follow=True)
    assert "This comment is no longer here." in response.text


def test_a_colleagues_cut_is_not_undone_by_who_did_not_touch_the_text(reception, page):
    comment = make.comment(page, text="Kept. Call 416 555 0123.")
    shown = form_of(reception.get(screen(comment)))
    comment.moderate(None, 0, reply="Theirs.", state=Comment.State.APPROVED, shown_text="Kept.")
    response = reception.post(screen(comment), shown | {"state": "approved", "reply": "Mine."})
    again = form_of(response)
    assert (again["shown_text"], again["reply"]) == ("Kept.", "Mine.")
    assert "Theirs." in response.text
    reception.post(screen(comment), again | {"state": "approved"})
    assert "416 555 0123" not in reception.get("/a-page/").text


def test_cautions_are_about_the_text_in_the_form(reception, page):
    comment = make.comment(page, text="Kept. Call 416 555 0123.")
    comment.moderate(None, 0, shown_text="Kept.")
    form = written(comment, seen=0, shown_text="Call 416 555 0123.", state="approved")
    assert "Contains a phone number." in reception.post(screen(comment), form).text


def test_a_wrong_form_of_an_old_page_is_still_of_that_page(reception, page):
    comment = make.comment(page)
    comment.moderate(None, 0, reply="Theirs.")
    response = reception.post(screen(comment), written(comment, seen=0, shown_text=""))
    assert response.status_code == 422
    assert response.context["seen"] == 0


def test_saving_for_later_goes_on_to_the_next(reception, page):
    first, second, third = (make.comment(page, text=f"Comment {n}") for n in range(3))
    response = reception.post(screen(second), written(second, reply="Half an answer"))
    assert response["Location"] == screen(third)
    response = reception.post(screen(third), written(third, state="approved"))
    assert response["Location"] == screen(first)
    second.refresh_from_db()
    assert second.reply == "Half an answer"


def test_a_long_answer_is_never_cut(reception, page):
    comment = make.comment(page)
    assert "maxlength" not in reception.get(screen(comment)).text
    response = reception.post(screen(comment), written(comment, reply="x" * 4001))
    assert response.status_code == 422
    assert "x" * 4001 in response.text


def test_the_card_shows_what_approving_would_publish(reception, page):
    comment = make.comment(page, text="Kept. My street is secret.")
    comment.moderate(None, 0, reply="Ready.", shown_text="Kept.")
    listed = reception.get(LIST).text
    assert "secret" not in listed
    assert "Edited by the clinic." in listed
    assert "not public yet" in listed


def test_a_decision_for_many_overrules_nobody_from_an_old_list(reception, page):
    decided, waiting = make.comment(page, text="One"), make.comment(page, text="Two")
    listed = reception.get(f"{LIST}?state=all").text
    assert f'name="seen-{decided.pk}" value="0"' in listed
    decided.handle(by=None, seen=0, state=Comment.State.REJECTED)
    form = {"action": "to_approved", "_selected_action": [decided.pk, waiting.pk]}
    seen = {f"seen-{decided.pk}": 0, f"seen-{waiting.pk}": 0, "seen-x": "y"}
    response = reception.post(f"{LIST}?state=all", form | seen, follow=True)
    assert "1 comment left unchanged: a colleague has dealt with it" in response.text
    assert Comment.objects.visible().get() == waiting


def test_each_row_left_as_it_was_is_told_with_its_reason(reception, page):
    rows = [make.comment(page, text=f"Comment {number}") for number in range(4)]
    make.approved(rows[1])
    rows[2].handle(by=None, seen=0, state=Comment.State.REJECTED)
    rows[3].delete()
    seen = {f"seen-{row.pk}": int(row == rows[1]) for row in rows[:3]}
    form = {"action": "to_approved", "_selected_action": [*(row.pk for row in rows[:3]), 999_999]}
    said = reception.post(f"{LIST}?state=all", form | seen, follow=True).text
    assert "1 comment marked as approved. 1 was approved already. 1 comment left" in said
    assert "since you opened the list. 1 comment no longer here." in said


@pytest.mark.parametrize("version", ["9" * 30, "9" * 5000, "x", "²"])
def test_an_invalid_version_decides_nothing(reception, page, version):
    comment = make.comment(page)
    form = {"action": "to_spam", "_selected_action": comment.pk}
    said = reception.post(LIST, form | {f"seen-{comment.pk}": version}, follow=True).text
    assert "1 comment left" in said
    assert Comment.objects.waiting().get() == comment


def suspected_spam(page, **typed):
    """A comment that a rule has called spam, at which nobody has looked."""
    return make.comment(page, verdict=Verdict(score=5, reasons=["A sign."]), **typed)


def test_spam_that_a_rule_found_can_be_confirmed_and_leaves_the_pile(reception, page):
    comment = suspected_spam(page)
    assert f"/{comment.pk}/to/spam/" in reception.get(f"{LIST}?state=spam").text
    said = reception.post(f"{LIST}{comment.pk}/to/spam/", {"seen": 0}, follow=True).text
    assert "The comment by Sample Visitor is now spam." in said
    comment.refresh_from_db()
    assert (comment.state, comment.handled_by.username) == ("spam", "sample-staff")
    assert str(comment.changes.get()) == "marked as spam by sample-staff"
    assert not Comment.objects.suspected_spam().exists()


def test_so_can_many(reception, page):
    rows = [suspected_spam(page, text=f"Comment {number}") for number in range(2)]
    form = {"action": "to_spam", "_selected_action": [row.pk for row in rows]}
    said = reception.post(f"{LIST}?state=spam", form, follow=True).text
    assert "2 comments marked as spam." in said
    assert not Comment.objects.suspected_spam().exists()
    again = reception.post(f"{LIST}?state=spam", form, follow=True).text
    assert "0 comments marked as spam. 2 were spam already." in again


def test_so_can_one_on_its_own_page_but_not_by_saving(reception, page):
    comment = suspected_spam(page)
    reception.post(screen(comment), written(comment, reply="Later."))
    assert Comment.objects.suspected_spam().exists()
    comment.refresh_from_db()
    assert 'value="spam"' in reception.get(screen(comment)).text
    reception.post(screen(comment), written(comment, state="spam"))
    assert not Comment.objects.suspected_spam().exists()
    assert 'value="spam"' not in reception.get(screen(comment)).text


def test_many_rows_are_locked_in_one_order_however_the_list_is_sorted(reception, page):
    rows = [make.comment(page, text=f"Comment {number}") for number in range(2)]
    form = {"action": "to_spam", "_selected_action": [row.pk for row in rows]}
    with CaptureQueriesContext(connection) as queries:
        reception.post(f"{LIST}?o=-1", form)
    (lock,) = [query["sql"] for query in queries if "FOR NO KEY UPDATE" in query["sql"]]
    assert 'ORDER BY "comments_comment"."id" ASC FOR' in lock


@pytest.mark.parametrize("pk", ["abc", "", "²", "\0"])
def test_a_chosen_row_without_a_number_is_a_bad_request(reception, page, pk):
    form = {"action": "to_spam", "_selected_action": [pk]}
    assert reception.post(LIST, form).status_code == 400


def test_a_double_click_is_no_conflict(reception, page):
    comment = make.comment(page)
    form = written(comment, state="approved", reply="Yes.")
    for _ in range(2):
        assert reception.post(screen(comment), form).status_code == 302
    address = f"{LIST}{comment.pk}/to/rejected/"
    for _ in range(2):
        assert reception.post(address, {"seen": 1})["Location"] == LIST
    assert [change.verb for change in comment.changes.all()] == [
        "marked as approved",
        "answer changed",
        "marked as rejected",
    ]


def test_who_may_not_look_may_not_decide(client, page):
    comment = make.comment(page)
    one = make.staff("Editors")
    one.user_permissions.set(make.permissions("moderate_comment"))
    client.force_login(one)
    assert client.post(f"{LIST}{comment.pk}/to/approved/", {"seen": 0}).status_code == 403
    assert client.get(f"{LIST}999999/change/").status_code == 403


def test_a_process_of_the_version_before_can_still_store(page):
    """Between `migrate` and the restart the old code knows nothing of the new columns."""
    old = "page_id, name, email, website, text, state, score, reasons, digest, created_at"
    with connection.cursor() as cursor:
        values = [page.pk, "Sample", "visitor@example.com", "", "Words", "pending", 0, "[]", "x"]
        marks = ", ".join(["%s"] * len(values))
        sql = f"INSERT INTO comments_comment ({old}) VALUES ({marks}, now())"  # noqa: S608
        cursor.execute(sql, values)
        old = "name, email, phone, text, state, score, reasons, digest, created_at"
        values = ["Sample", "writer@example.com", "", "Words", "open", 0, "[]", "x"]
        marks = ", ".join(["%s"] * len(values))
        sql = f"INSERT INTO contact_message ({old}) VALUES ({marks}, now())"  # noqa: S608
        cursor.execute(sql, values)
    assert Comment.objects.get().version == 0
