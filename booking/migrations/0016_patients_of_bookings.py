import re
import unicodedata

from django.db import migrations, transaction

BATCH = 2000
# Of bookings that somebody made: neither erased, nor marked as spam and not restored.
OF_SOMEBODY = """
SELECT id, name, email, phone, phone_dialled, contact_by, created_at FROM booking_booking booking
WHERE patient_id IS NULL AND id > %s
AND NOT (name = 'Erased' AND email = '' AND phone_dialled = '')
AND NOT COALESCE((
    SELECT bool_and(verb = 'marked as spam') FROM booking_appointment visit
    JOIN booking_event event ON event.appointment_id = visit.id
    WHERE visit.booking_id = booking.id AND verb IN ('marked as spam', 'restored')
), false)
ORDER BY id LIMIT %s FOR NO KEY UPDATE
"""
NEW_KEYS = """
SELECT nextval(pg_get_serial_sequence('booking_patient', 'id')) FROM generate_series(1, %s)
"""
GIVE = """
UPDATE booking_booking SET patient_id = its.patient
FROM unnest(%s::bigint[], %s::bigint[]) AS its(booking, patient) WHERE id = booking
"""


def folded(name):
    """As `booking.models.one_patient.folded` was."""
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", name))
    return "".join(plain.casefold().split())


def give_bookings_their_patients(apps, schema_editor):
    """Each goes to the first patient with its name and its email or phone, or to a new one.

    Each batch is a transaction, so that no lock is held for long; begun again, it goes on.
    """
    Patient = apps.get_model("booking", "Patient")
    of_contact = {}
    known = Patient.objects.order_by("pk").values_list("pk", "names_folded", "contact_keys")
    for pk, names, keys in known:
        for name in names:
            for key in keys:
                of_contact.setdefault((name, key), pk)
    last = 0
    while last is not None:
        last = give_some(schema_editor.connection, Patient, of_contact, last)


def give_some(connection, Patient, of_contact, last):
    """One batch after the booking `last`; returns its last one, or None if there is none left."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(OF_SOMEBODY, [last, BATCH])
        rows = cursor.fetchall()
        if not rows:
            return None
        cursor.execute(NEW_KEYS, [len(rows)])
        new_keys = (pk for (pk,) in cursor.fetchall())
        contacts = {(folded(name), key) for _, name, *keys, _, _ in rows for key in keys_of(keys)}
        found = {of_contact[one] for one in contacts if one in of_contact}
        patients, new, given = Patient.objects.in_bulk(found), [], []
        for booking, name, email, phone, dialled, contact_by, created_at in rows:
            keys = keys_of([email, phone, dialled])
            known = [of_contact[one] for key in keys if (one := (folded(name), key)) in of_contact]
            if not known:
                new.append(
                    Patient(
                        pk=next(new_keys),
                        name=name,
                        names_folded=[folded(name)],
                        contact_keys=[],
                        contact_by=contact_by,
                        created_at=created_at,
                    )
                )
                patients[new[-1].pk] = new[-1]
            patient = patients[min(known, default=new[-1].pk if new else None)]
            if email and email.lower() not in patient.contact_keys:
                patient.emails.append(email)
            if phone and dialled not in patient.contact_keys:
                patient.phones.append(phone)
            patient.contact_keys = sorted({*patient.contact_keys, *keys})
            for key in keys:
                of_contact.setdefault((folded(name), key), patient.pk)
            given.append((booking, patient.pk))
        Patient.objects.bulk_create(new)
        again = [patients[pk] for pk in found]
        Patient.objects.bulk_update(again, ["emails", "phones", "contact_keys"], batch_size=500)
        cursor.execute(GIVE, [list(column) for column in zip(*given, strict=True)])
        return rows[-1][0]


def keys_of(contact):
    """By what these contacts are compared: an email, a phone number as typed, and as E.164."""
    email, _, dialled = contact
    return {email.lower(), dialled} - {""}


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("booking", "0015_notes_on_visits"),
    ]

    operations = [
        migrations.RunPython(give_bookings_their_patients, migrations.RunPython.noop),
    ]
