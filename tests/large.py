"""A clinic with years behind it, made by PostgreSQL itself: a million visits in a minute.

What is open (visits to come, requests, comments that wait) is the same however long the past is, so
that two sizes differ only in their past.
"""

from django.db import connection

AHEAD = 48  # visits to come
OPEN = 20  # of each kind that waits for somebody

WORDS = """
CREATE OR REPLACE FUNCTION pg_temp.words(n bigint, count integer) RETURNS text LANGUAGE sql AS
$$ SELECT string_agg(left(md5((n * 31 + k)::text), 3 + (k % 5)::integer), ' ')
    FROM generate_series(1, count) AS k $$;
CREATE OR REPLACE FUNCTION pg_temp.name_of(n bigint) RETURNS text LANGUAGE sql AS
$$ SELECT (ARRAY['Ana', 'Boris', 'Chen', 'Dana', 'Emil', 'Farah', 'Grace', 'Hugo'])[1 + n % 8]
    || ' ' || initcap(left(translate(md5((n % 997)::text), '0123456789', 'ghijklmnop'), 7)) $$;
"""

PATIENTS = """
INSERT INTO booking_patient (name, other_names, names_folded, emails, phones, contact_keys,
    contact_by, created_at)
SELECT name, '{}', ARRAY[lower(replace(name, ' ', ''))], ARRAY[email], ARRAY['416 ' || n],
    ARRAY[email, phone_dialled], 'email', %(now)s
FROM (SELECT n, pg_temp.name_of(n) AS name, 'p' || n || '@example.com' AS email,
        '+1416' || lpad(n::text, 7, '0') AS phone_dialled
    FROM generate_series(1, %(visits)s / 3) AS n) AS made;
"""

VISITS = """
INSERT INTO booking_booking (patient_id, reference, token, form_key, name, email, phone,
    phone_dialled, contact_by, note, reasons, sent_by, created_at, mail_id, mailed_at)
SELECT (SELECT min(id) FROM booking_patient) - 1 + n, 'R' || n, 'T' || n, gen_random_uuid(),
    pg_temp.name_of(n), 'p' || n || '@example.com', '416 ' || n,
    '+1416' || lpad(n::text, 7, '0'), 'email', '', '[]',
    CASE WHEN t > %(now)s::timestamptz - interval '60 days' THEN 'S' || n ELSE '' END,
    t, '<' || n || '@example.com>', t
FROM (SELECT n, %(now)s::timestamptz - (%(visits)s / 3 - n) * interval '20 minutes' AS t
    FROM generate_series(1, %(visits)s / 3) AS n) AS made;
INSERT INTO booking_appointment (booking_id, service_id, therapist_id, starts_at, ends_at, period,
    state, holds_time, held_until, outside_hours, line, settled_at, reminded_at,
    instead_of_id)
SELECT booking, %(service)s, therapist, t, t + interval '30 minutes',
    tstzrange(t, t + interval '30 minutes'), state, state IN ('confirmed', 'attended', 'missed'),
    t - interval '20 days', false, '', t - interval '9 days',
    CASE WHEN t < %(now)s THEN t - interval '1 day' END, NULL
FROM (SELECT t, therapist, (SELECT min(id) FROM booking_booking) + i / 3 AS booking,
        CASE WHEN t > %(now)s THEN 'confirmed' WHEN i %% 100 < 90 THEN 'attended'
            WHEN i %% 100 < 93 THEN 'missed' WHEN i %% 100 < 97 THEN 'cancelled'
            WHEN i %% 100 < 98 THEN 'lapsed' ELSE 'declined' END AS state
    FROM (SELECT i, (%(therapists)s::bigint[])[1 + i - first] AS therapist,
            date_trunc('day', %(now)s::timestamptz) + interval '14 hours'
                + floor(turn / 12.0) * interval '1 day'
                + (turn - 12 * floor(turn / 12.0)) * interval '30 minutes' AS t
        FROM (SELECT i, first, (first - %(visits)s + %(ahead)s) / %(count)s AS turn
            FROM (SELECT i, i / %(count)s * %(count)s AS first
                FROM generate_series(0, %(visits)s / 3 * 3 - 1) AS i) AS turns) AS slots
        ) AS dated) AS stated;
INSERT INTO booking_event (appointment_id, verb, actor, starts_at, at)
SELECT id, verb, 'staff', starts_at, settled_at
FROM booking_appointment, (VALUES ('requested'), ('confirmed')) AS verbs(verb);
INSERT INTO mailer_messagelog (message_data, when_added, priority, when_attempted, result,
    log_message, message_id)
SELECT '', mailed_at, '2', mailed_at, '1', '', mail_id FROM booking_booking
WHERE mailed_at > %(now)s::timestamptz - interval '90 days';
UPDATE booking_appointment SET state = 'requested', held_until = starts_at - interval '1 hour'
WHERE id IN (SELECT id FROM booking_appointment WHERE starts_at > %(now)s ORDER BY starts_at DESC
    LIMIT %(open)s);
"""

COMMENTS = """
INSERT INTO comments_comment (page_id, name, email, text, website, state, created_at, handled_at,
    announced_at, score, reasons, digest, text_digest)
SELECT (%(pages)s::bigint[])[1 + n %% array_length(%(pages)s, 1)], pg_temp.name_of(n),
    'v' || n || '@example.com', pg_temp.words(n, 25), '', state, t,
    CASE WHEN state <> 'pending' THEN t + interval '1 hour' END,
    CASE WHEN state <> 'spam' THEN t END, 0, '[]', 'd' || n, 't' || n
FROM (SELECT n, %(now)s::timestamptz - (%(comments)s - n) * interval '3 minutes' AS t,
        CASE WHEN n > %(comments)s - %(open)s THEN 'pending' WHEN n %% 10 < 6 THEN 'approved'
            WHEN n %% 10 < 9 THEN 'spam' ELSE 'rejected' END AS state
    FROM generate_series(1, %(comments)s) AS n) AS made;
INSERT INTO contact_message (topic, name, email, phone, text, state, created_at, handled_at, score,
    reasons, digest, text_digest)
SELECT 'other', pg_temp.name_of(n), 'v' || n || '@example.com', '416 555 ' || lpad(n::text, 7, '0'),
    pg_temp.words(n, 25), state, t, CASE WHEN state <> 'open' THEN t + interval '1 hour' END, 0,
    '[]', 'd' || n, 't' || n
FROM (SELECT n, %(now)s::timestamptz - (%(comments)s / 10 - n) * interval '30 minutes' AS t,
        CASE WHEN n > %(comments)s / 10 - %(open)s THEN 'open' WHEN n %% 10 < 7 THEN 'answered'
            ELSE 'spam' END AS state
    FROM generate_series(1, %(comments)s / 10) AS n) AS made;
INSERT INTO inbox_attempt (form, client, at)
SELECT 'comment', 'c' || n, %(now)s::timestamptz - n * interval '1 minute'
FROM generate_series(1, least(%(comments)s, 2000)) AS n;
"""

PAGES = """
INSERT INTO pages_page (slug, "order", in_menu, allows_comments, is_public)
SELECT 'large-' || n, 100, false, true, true FROM generate_series(1, %(count)s) AS n;
INSERT INTO pages_revision (page_id, title, summary, seo_description, note, publish_at,
    reviewed_by, reviewed_on, next_review_on, created_at, changed_at)
SELECT id, pg_temp.words(id, 3) || CASE WHEN id %% 10 = 0 THEN ' needles' ELSE '' END,
    'A treatment: ' || pg_temp.words(id, 20), '', '', %(now)s::timestamptz - age * interval '1 day',
    '', %(now)s::date - 700, %(now)s::date + 200, %(now)s, %(now)s
FROM pages_page, generate_series(1, 2) AS age WHERE slug LIKE 'large-%%';
INSERT INTO pages_section (revision_id, key, heading, body, "order", drawing)
SELECT id, gen_random_uuid(), pg_temp.words(id + k, 4),
    '<p>A treatment, ' || pg_temp.words(id * 7 + k, 120) || '</p>', k, ''
FROM pages_revision, generate_series(1, 3) AS k WHERE summary LIKE 'A treatment: %%';
INSERT INTO pages_words (revision_id, section_id, vector)
SELECT r.id, NULL, setweight(to_tsvector('english', r.title), 'A')
    || setweight(to_tsvector('english', r.summary), 'B')
    || setweight(to_tsvector('english', (SELECT string_agg(s.heading || ' ' || s.body, ' ')
        FROM pages_section AS s WHERE s.revision_id = r.id)), 'C')
FROM pages_revision AS r WHERE r.summary LIKE 'A treatment: %%';
INSERT INTO pages_words (revision_id, section_id, vector)
SELECT s.revision_id, s.id, setweight(to_tsvector('english', s.heading), 'B')
    || setweight(to_tsvector('english', s.body), 'C')
FROM pages_section AS s JOIN pages_revision AS r ON r.id = s.revision_id
WHERE r.summary LIKE 'A treatment: %%';
"""


def fill(sql, **values):
    with connection.cursor() as cursor:
        cursor.execute(WORDS)
        cursor.execute(sql, values)


def visits(service, therapists, count, now):
    """This many visits, three for each booking, back to back, of which AHEAD are still to come."""
    ids = [one.pk for one in therapists]
    values = {"service": service.pk, "therapists": ids, "count": len(ids)}
    fill(PATIENTS, visits=count, now=now)
    fill(VISITS, **values, visits=count, now=now, ahead=AHEAD, open=OPEN)


def comments(pages, count, now):
    """This many comments, and a tenth as many messages."""
    fill(COMMENTS, pages=[one.pk for one in pages], comments=count, now=now, open=OPEN)


def pages(count, now):
    """This many pages, each with two published versions of three sections."""
    fill(PAGES, count=count, now=now)


def analyze():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT gin_clean_pending_list(indexrelid) FROM pg_index"
            " JOIN pg_class ON pg_class.oid = indexrelid JOIN pg_am ON pg_am.oid = relam"
            " WHERE amname = 'gin'"
        )
        cursor.execute("ANALYZE")
