"""`make bench` is run by hand, so these check its requests, its counting and its table."""

import os
import re
import socket

import pytest

from comments.models import Comment
from tests import serve
from tests.bench import asking, cpu, history, report
from tests.bench.measuring import Row, Side, measure
from tests.bench.running import page_rows

TINY = history.Size(visits=80, comments=60, under_ims=5, messages=12, pages=12)
NOWHERE = {
    name: Side(name, port=0, master=0, postmaster=0) for name in ("bare", "young", "old", "wordy")
}


@pytest.fixture
def tiny_clinic(seeded, settings):
    settings.ALLOWED_HOSTS, settings.TRUSTED_PROXIES = [asking.HOST], 1
    history.fill_pages(TINY)
    history.fill_schedule(TINY)


def answer(client, ask):
    headers = ask.all_headers()
    kind = headers.get("Content-Type", "")
    body = ask.body() or ""
    return client.generic(ask.method, ask.path, body, kind, secure=True, headers=headers)


def test_every_request_is_answered_as_the_bench_expects(client, tiny_clinic):
    asked = [*asking.pages().values(), *asking.reading().values(), *asking.desk().values()]
    asked += [asking.comment(), asking.booking(), asking.booking()]
    for ask in asked:
        assert answer(client, ask).status_code == ask.expected, ask.path
    posted = Comment.objects.filter(state="pending").count() - 25
    assert posted == 1


def test_the_screens_show_what_the_bench_has_filled_in(client, tiny_clinic):
    asks = asking.reading() | asking.desk()

    def text(label):
        return answer(client, asks[label]).text

    found = re.compile(r'href="/sample-page-\d+/#')  # a section of it
    assert len(set(found.findall(text("search, ten pages match")))) == 10
    assert found.search(text("search, most pages match"))
    assert "25 comments" in text("desk, first screen")
    assert text("desk, a search").count(history.RARE_NAME) >= 10
    assert "start=" in text("month of times")


@pytest.mark.django_db
def test_the_bare_view_answers_with_the_same_bytes_and_its_processes_are_counted(tmp_path):
    body = tmp_path / "body"
    body.write_bytes(b"<p>The same bytes.</p>")
    environ = serve.environment(BARE_BODY=str(body), WEB_CONCURRENCY="1")
    of_bare = {"settings": "tests.bench.bare_gunicorn", "of": "tests.bench.bare"}
    with serve.gunicorn(environ, **of_bare) as (port, master):
        with Side("bare", port, master, postmaster=0).connect() as connection:
            status, _, answered = asking.send(connection, asking.Ask("/"))
        used, memory = cpu.of_web(master), cpu.memory(master)
    assert (status, answered) == (200, body.read_bytes())
    assert len(used) == 2
    assert all(seconds > 0 for seconds in used.values())
    assert memory["Rss"] >= memory["Pss"] > 0


def measured(label, name, milliseconds):
    row = Row(label, NOWHERE[name], ask=lambda: asking.Ask("/"), statuses={200}, requests=1)
    row.samples = [(milliseconds, 0)]
    return row


def test_a_row_without_an_answer_ends_only_itself():
    with socket.create_server(("127.0.0.1", 0)) as silent:  # answers nobody
        side = Side("young", silent.getsockname()[1], master=os.getpid(), postmaster=0)
        row = Row("page", side, ask=lambda: asking.Ask("/ims/"), patience=0.1)
        measure([row])
    target = report.Target("(b) page / bare view", row.web(), 0.8)
    assert target.verdict() == "missed: it does not answer"
    assert row.statuses == {"nothing in 0.1 s"}
    assert report.finite(row.web()) is None


def test_the_report_says_which_target_is_missed(tiny_clinic):
    labels = [*asking.reading(), *asking.desk(), "POST, booking"]
    rows = [measured(label, name, 2) for label in labels for name in ("young", "old")]
    rows += [measured(label, "wordy", 2) for label in labels if label.startswith("search")]
    rows += [measured(row.label, row.side.name, 2) for row in page_rows(NOWHERE, etag="")]
    rows += [measured(f"bare view, beside {one}", "bare", 2) for one in report.BESIDE]
    memory = {name: {"Pss": 40, "Rss": 50} for name in ("bare", "young")}
    found = {one.name: one.verdict() for one in report.targets(rows, memory)}
    assert found.pop("(b) page / bare view") == "missed by 25 %"
    assert set(found.values()) == {"met"}
    assert len(list(report.table(rows, memory))) == len(rows) + 3
    assert '"missed by 25 %"' in report.as_json(rows, memory, report.targets(rows, memory))
