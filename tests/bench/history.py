"""The past of a young, an old and a wordy clinic, made by PostgreSQL itself.

All have the same last weeks, the same month ahead and the same work waiting at the desk. The old
one has decades behind that, and the wordy one 10,000 pages, which no other page or screen should
notice.
"""

from dataclasses import dataclass, replace

from django.db import connection
from django.utils import timezone

from pages.models import Revision, Words
from tests import make

THERAPISTS = 5
RARE = "fibromyalgia"  # on ten pages, however many there are
RARE_NAME = "Rosalind"  # the first name of ten patients and of ten commenters
DISTINCT_PAGES = 100  # with a text of their own; the others repeat them
TEXT = """
muscle pain nerve needle treatment therapist shortened sensitive cramp reflex stretch tissue
healing week visit symptoms scar spine root band tender relax repair injury normal function
length pressure chronic signal harmless strong physical lasting inflammation contract supply
measure model science centre cord peripheral minor irritation growth factor collagen protein
agent damaged electric voltage small recover start work usual body time between need heal
""".split()  # noqa: SIM905


@dataclass(frozen=True)
class Size:
    visits: int  # with three bookings for ten of them
    comments: int
    under_ims: int  # of the comments, approved and under /ims/
    messages: int
    pages: int


YOUNG = Size(visits=1_000, comments=1_000, under_ims=20, messages=100, pages=100)
OLD = Size(visits=1_000_000, comments=1_000_000, under_ims=2_000, messages=100_000, pages=100)
WORDY = replace(YOUNG, pages=10_000)  # so that pages and history are measured apart

PAGES = """
INSERT INTO pages_page (version, slug, "order", in_menu, allows_comments, is_public)
SELECT 0, 'sample-page-' || n, 200, false, true, true FROM generate_series(0, %(pages)s - 1) n;

INSERT INTO pages_revision (version, title, summary, seo_description, note, publish_at, reviewed_on,
    reviewed_by, next_review_on, created_at, changed_at, page_id)
SELECT 0, initcap(replace(slug, '-', ' ')), 'A sample page about muscle pain.', '', '',
    now() - interval '1 day', %(today)s::date, 'Sample', %(today)s::date + 365, now(), now(), id
FROM pages_page WHERE slug LIKE 'sample-page-%%' ORDER BY id;

INSERT INTO pages_section (key, "order", heading, body, revision_id)
SELECT gen_random_uuid(), part, 'What is sample ' || part || '?',
    '<p>' || (
        SELECT string_agg((%(text)s)[1 + mod(of_text * 7 + part * 31 + i * i, %(words)s)], ' ')
        FROM generate_series(1, 60) i
    ) || CASE WHEN n < 10 THEN ' ' || %(rare)s ELSE '' END || '.</p>',
    revision
FROM (
    SELECT revision.id AS revision, n,
        CASE WHEN n < %(distinct)s THEN n ELSE 10 + mod(n, %(distinct)s - 10) END AS of_text
    FROM pages_page JOIN pages_revision revision ON revision.page_id = pages_page.id,
        LATERAL (SELECT substr(slug, 13)::int AS n) numbered
    WHERE slug LIKE 'sample-page-%%'
) page, generate_series(1, 2) part;
"""
# A page that repeats another's text gets the words that `Words.objects.store` found in that one.
WORDS = """
INSERT INTO pages_words (vector, revision_id, section_id)
SELECT words.vector, copy.id, section.id
FROM generate_series(%(distinct)s, %(pages)s - 1) n
JOIN pages_page page ON page.slug = 'sample-page-' || n
JOIN pages_revision copy ON copy.page_id = page.id
JOIN pages_page first ON first.slug = 'sample-page-' || 10 + mod(n, %(distinct)s - 10)
JOIN pages_revision original ON original.page_id = first.id
JOIN pages_words words ON words.revision_id = original.id
LEFT JOIN pages_section of_original ON of_original.id = words.section_id
LEFT JOIN pages_section section
    ON section.revision_id = copy.id AND section."order" = of_original."order"
WHERE (words.section_id IS NULL) = (section.id IS NULL);
"""
COMMENTS = """
INSERT INTO comments_comment (version, name, text, created_at, handled_at, score, reasons, digest,
    email, website, announced_at, state, page_id)
SELECT 1, CASE WHEN n < 10 THEN %(rare_name)s ELSE 'Sample' END || ' Visitor ' || n,
    'This is comment number ' || n || ' about how often a treatment is given and how it feels',
    sent, CASE WHEN state = 'pending' OR n < 40 THEN NULL ELSE sent END,
    CASE WHEN state = 'spam' THEN 5 ELSE 0 END, '[]', md5('comment ' || n),
    'visitor' || n || '@example.com', '', sent, state,
    CASE WHEN n BETWEEN 40 AND 39 + %(under_ims)s
        THEN (SELECT id FROM pages_page WHERE slug = 'ims')
        ELSE (SELECT min(id) FROM pages_page WHERE slug LIKE 'sample-page-%%') + mod(n, %(pages)s)
    END
FROM (
    SELECT n, now() - n * interval '10 minutes' AS sent,
        CASE WHEN n < 25 THEN 'pending'
            WHEN n < 40 THEN 'spam'
            WHEN n < 40 + %(under_ims)s OR mod(n, 10) < 3 THEN 'approved'
            WHEN mod(n, 10) = 3 THEN 'rejected'
            ELSE 'spam'
        END AS state
    FROM generate_series(%(comments)s - 1, 0, -1) n
) comment;
"""
MESSAGES = """
INSERT INTO contact_message (version, name, text, created_at, handled_at, score, reasons, digest,
    email, phone, state)
SELECT 1, 'Sample Writer ' || n, 'This is message number ' || n || ' with a question',
    now() - n * interval '2 hours', CASE WHEN n < 10 THEN NULL ELSE now() END, 0, '[]',
    md5('message ' || n), 'writer' || n || '@example.com', '',
    CASE WHEN n < 10 THEN 'open' ELSE 'answered' END
FROM generate_series(%(messages)s - 1, 0, -1) n;
"""
BOOKINGS = """
INSERT INTO booking_patient (name, other_names, names_folded, emails, phones, contact_keys,
    contact_by, created_at)
SELECT name, '{}', ARRAY[lower(replace(name, ' ', ''))], ARRAY['patient' || k || '@example.com'],
    ARRAY['(416) 555 ' || k],
    ARRAY['patient' || k || '@example.com', '+1416' || lpad(k::text, 7, '0')], 'email', now()
FROM (
    SELECT k, CASE WHEN k < 10 THEN %(rare_name)s ELSE 'Sample' END || ' Patient ' || k AS name
    FROM generate_series(%(bookings)s - 1, 0, -1) k
) patient;

INSERT INTO booking_booking (patient_id, token, reference, form_key, name, email, phone,
    phone_dialled, contact_by, note, reasons, created_at, mail_id, mailed_at)
SELECT (SELECT max(id) FROM booking_patient) - k, md5('token ' || k),
    'B' || lpad(k::text, 8, '0'), gen_random_uuid(),
    CASE WHEN k < 10 THEN %(rare_name)s ELSE 'Sample' END || ' Patient ' || k,
    'patient' || k || '@example.com', '(416) 555 ' || k, '+1416' || lpad(k::text, 7, '0'),
    'email', '', '[]', now() - k * interval '1 hour', '<' || k || '@bench>',
    now() - k * interval '1 hour'
FROM generate_series(%(bookings)s - 1, 0, -1) k;

INSERT INTO mailer_messagelog (when_added, priority, when_attempted, result, log_message,
    message_id)
SELECT mailed_at, 2, mailed_at, '1', '', mail_id FROM booking_booking
WHERE mailed_at > now() - interval '60 days';
"""
# In the month around today the mornings are taken and the afternoons are free; before it, each
# day is full. Ten requests wait for an answer.
VISITS = """
INSERT INTO booking_appointment (version, starts_at, ends_at, period, state, holds_time, held_until,
    outside_hours, line, booking_id, service_id, therapist_id)
SELECT 1, starts, starts + interval '30 minutes',
    tstzrange(starts, starts + interval '30 minutes'), state, state <> 'cancelled',
    starts - interval '3 hours', false, '',
    (SELECT max(id) FROM booking_booking) - n * 3 / 10, %(service)s,
    (%(therapists)s)[1 + mod(n, 5)]
FROM (
    SELECT n,
        (day + time '09:00' + slot * interval '30 minutes') AT TIME ZONE 'America/Toronto' starts,
        CASE WHEN n < 440 AND mod(n, 44) = 0 THEN 'requested'
            WHEN day >= %(today)s::date THEN 'confirmed'
            WHEN mod(n, 10) = 0 THEN 'cancelled'
            WHEN mod(n, 10) = 1 THEN 'missed'
            ELSE 'attended'
        END AS state
    FROM generate_series(%(visits)s - 1, 0, -1) n, LATERAL (
        SELECT %(today)s::date + CASE WHEN n < 1000 THEN 14 - n / 40 ELSE -11 - (n - 1000) / 80 END
            AS day,
        CASE WHEN n < 1000 THEN mod(n, 40) ELSE mod(n - 1000, 80) END / 5 AS slot
    ) placed
) visit;

INSERT INTO booking_event (verb, actor, starts_at, at, appointment_id)
SELECT 'requested', 'patient', starts_at, starts_at - interval '14 days', id
FROM booking_appointment ORDER BY id;
"""


def fill_pages(size):
    """Pages with comments, and messages to the clinic. The site must have been seeded."""
    rows = {"pages": size.pages, "distinct": DISTINCT_PAGES, "rare": RARE, "rare_name": RARE_NAME}
    rows |= {"today": timezone.localdate(), "text": TEXT, "words": len(TEXT)}
    rows |= {"comments": size.comments, "under_ims": size.under_ims, "messages": size.messages}
    run(PAGES, rows)
    slugs = [f"sample-page-{number}" for number in range(DISTINCT_PAGES)]
    Words.objects.store(Revision.objects.filter(page__slug__in=slugs))
    for statements in (WORDS, COMMENTS, MESSAGES):
        run(statements, rows)


def fill_schedule(size):
    """Five therapists, each with the same hours on all days, and their visits."""
    service = make.service(longest_course=6)
    therapists = [make.therapist(service, name=f"Sample Therapist {n}") for n in range(THERAPISTS)]
    rows = {"service": service.pk, "therapists": [one.pk for one in therapists]}
    rows |= {"bookings": size.visits * 3 // 10, "visits": size.visits, "rare_name": RARE_NAME}
    for statements in (BOOKINGS, VISITS):
        run(statements, rows | {"today": timezone.localdate()})


def run(statements, rows):
    with connection.cursor() as cursor:
        cursor.execute(statements, rows)
