"""What must hold at the end, whatever has happened."""

from collections import Counter, defaultdict
from itertools import pairwise

from django.db import connection
from mailer.models import Message as Mail

from booking.models import Booking, WaitingListEntry
from clinic_site.management.commands import work
from comments.models import Comment
from contact.models import Message
from tests.faults.load import ACKNOWLEDGED, REFUSED

STORED_AS = {
    "comment": Comment,
    "message": Message,
    "visit": Booking,
    "course": Booking,
    "waiting list": WaitingListEntry,
}
WATCH_THE_QUEUE = """
    CREATE TABLE faults_queued (message_data text);
    CREATE FUNCTION note_queued() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN INSERT INTO faults_queued VALUES (NEW.message_data); RETURN NEW; END';
    CREATE TRIGGER note_queued AFTER INSERT ON mailer_message
        FOR EACH ROW EXECUTE FUNCTION note_queued();
"""
OVERLAPS = """
    SELECT count(*) FROM booking_appointment one JOIN booking_appointment other
    ON one.therapist_id = other.therapist_id AND one.id < other.id
    AND one.period && other.period AND one.holds_time AND other.holds_time
"""
LEFT_OPEN = """
    SELECT count(*) FROM pg_stat_activity
    WHERE state = 'idle in transaction' AND state_change < now() - interval '5 seconds'
"""
INCOMPLETE = """
    SELECT count(*) FROM booking_booking b WHERE NOT EXISTS
    (SELECT FROM booking_appointment a WHERE a.booking_id = b.id)
"""


def one_number(query):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


def stored(submissions):
    """How often each of them is in the database."""
    kept = {}
    for model in set(STORED_AS.values()):
        kept[model] = Counter(model.objects.values_list("email", flat=True))
    return {one.number: kept[STORED_AS[one.kind]][one.email] for one in submissions}


def queued_ids():
    with connection.cursor() as cursor:
        cursor.execute("SELECT message_data FROM faults_queued")
        mails = [Mail(message_data=data).email for (data,) in cursor.fetchall()]
    return {mail.extra_headers["Message-ID"] for mail in mails}


def explained(times, windows):
    """Whether each repetition came after something that hid the first delivery."""
    return all(
        any(first - 1 < window < then for window in windows) for first, then in pairwise(times)
    )


def check(load, trouble, mail):
    """Yields each promise with its figure, and whether it was kept."""
    by_number = stored(load.sent)
    acknowledged = [one for one in load.sent if one.outcome == ACKNOWLEDGED]
    lost = [one for one in acknowledged if by_number[one.number] == 0]
    twice = [one for one in load.sent if by_number[one.number] > 1]
    ghosts = [one for one in load.sent if one.outcome == REFUSED and by_number[one.number]]
    yield "submissions acknowledged", len(acknowledged), acknowledged
    yield "acknowledged and not stored", len(lost), not lost
    yield "stored more than once", len(twice), not twice
    yield "refused and yet stored", len(ghosts), not ghosts
    yield "bookings without their visits", (n := one_number(INCOMPLETE)), not n
    yield "overlaps of held times", (n := one_number(OVERLAPS)), not n
    yield "answers 500", (n := load.answers()[500]), not n

    deliveries, contents = defaultdict(list), defaultdict(set)
    for at, message_id, content in mail.taken:
        deliveries[message_id].append(at)
        contents[message_id].add(content)
    queued = queued_ids()
    repeated = [times for times in deliveries.values() if len(times) > 1]
    windows = mail.unknown + [one.at for one in trouble.faults if "process" not in one.kind]
    unexplained = [times for times in repeated if not explained(times, windows)]
    yield "emails queued", len(queued), queued
    yield "emails never delivered", (n := len(queued - set(deliveries))), not n
    yield "emails delivered twice, with the same Message-ID", len(repeated), True
    yield "of these, without a kill or a lost answer in between", len(unexplained), not unexplained
    yield "emails delivered that nobody queued", (n := len(set(deliveries) - queued)), not n
    changed = [one for one in contents.values() if len(one) > 1]
    yield "emails whose second delivery differs", len(changed), not changed

    yield "emails left in the queue", (n := Mail.objects.count()), not n
    yield "tasks of the worker left undone", (n := len(work.due())), not n
    yield "transactions left open", (n := one_number(LEFT_OPEN)), not n
