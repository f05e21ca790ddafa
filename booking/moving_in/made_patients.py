"""Who the people of a file are here: found, or made when their first row is brought in."""

from collections import defaultdict

from django.db.models import Q

from booking.models.one_patient import is_same_person
from booking.models.patient import CONTACTS, ContactBy, Patient
from booking.moving_in.imported_people import ImportedPerson
from booking.moving_in.twins import ProbableTwin
from clinic.phone import to_e164

NAMES = ["name", "other_names", "names_folded"]


class Persons:
    """The people of one import, joined where somebody has said that they are one person.

    What a transaction has found is forgotten with it, unless it was committed.
    """

    def __init__(self, book_import):
        self.book_import = book_import
        self.people = {one.pk: one for one in book_import.people.filter(is_out=False)}
        self.first = {pk: pk for pk in self.people}
        self.said = defaultdict(set)
        for twin in ProbableTwin.objects.filter(book_import=book_import, is_same=True):
            if twin.patient_id:
                self.said[twin.person_id].add(twin.patient_id)
            else:
                one, other = sorted((self.root(twin.person_id), self.root(twin.other_id)))
                self.first[other] = one
        self.groups = defaultdict(list)
        for pk in self.people:
            self.groups[self.root(pk)].append(pk)
        self.found, self.new, self.changed = {}, {}, {}
        self.numbers = {}

    def root(self, pk):
        while self.first[pk] != pk:
            pk = self.first[pk]
        return pk

    def group(self, pk):
        return [self.people[one] for one in self.groups[self.root(pk)]]

    def turns(self, roots):
        """The names by which writers for these people take turns."""
        return {key for root in roots for one in self.group(root) for key in one.contact_keys}

    def find(self, roots, now):
        """The patients of these people: found, or made. Their writers take turns. One query."""
        people = [one for root in roots for one in self.group(root)]
        keys = {root: self.keys_here(root) for root in roots}
        by_key = Q(pk__in=set().union(*keys.values()))
        names = sorted({name for one in people for name in one.names_folded})
        contacts = sorted({key for one in people for key in one.contact_keys})
        by_rule = Q(names_folded__overlap=names, contact_keys__overlap=contacts)
        by_number = Q(import_key__in=[number for one in people for number in one.keys])
        rows = Patient.objects.filter(by_key | by_rule | by_number).in_turn()
        for root in roots:
            numbers = {number for one in self.group(root) for number in one.keys}
            chosen = [row for row in rows if row.pk in keys[root]]
            chosen += [row for row in rows if row.import_key in numbers]
            alike = [
                row for row in rows if any(is_same_person(row, one) for one in self.group(root))
            ]
            patient = next(iter(chosen or alike), None)
            if patient:
                for one in self.group(root):
                    self.add(patient, one)
            self.new[root] = patient or self.made(root, now)

    def keys_here(self, root):
        """The keys of who this is here, as somebody has said, or as was found."""
        return self.said_here(root) or self.found_here(root)

    def said_here(self, root):
        return set().union(*(self.said[one.pk] for one in self.group(root)))

    def found_here(self, root):
        return {self.found.get(root), *(one.patient_id for one in self.group(root))} - {None}

    def of_two_patients(self):
        """People who somebody has said are two patients here: the one known longer is used."""
        both = ((root, self.said_here(root) | self.found_here(root)) for root in self.groups)
        return [self.people[root] for root, keys in both if len(keys) > 1]

    def patient(self, pk):
        return self.new[self.root(pk)]

    def add(self, patient, one):
        """Give the patient what the file has of this person, and note it, to be taken back."""
        known = {*patient.names_folded, *patient.contact_keys}
        if {*one.names_folded, *one.contact_keys} <= known:
            return
        before = [*patient.emails, *patient.phones, patient.name, *patient.other_names]
        patient.set_contacts([*patient.emails, *one.emails], [*patient.phones, *one.phones])
        patient.set_names([patient.name, *patient.other_names, *one.names])
        patient.count_change()
        after = [*patient.emails, *patient.phones, patient.name, *patient.other_names]
        one.added = [value for value in after if value not in before]
        self.changed[patient] = True

    def made(self, root, now):
        group = self.group(root)
        emails = [email for one in group for email in one.emails]
        patient = Patient(
            book_import=self.book_import,
            contact_by=ContactBy.EMAIL if emails else ContactBy.PHONE,
            created_at=now,
            import_key=next((number for one in group for number in one.keys), ""),
        )
        patient.set_names([name for one in group for name in one.names])
        patient.set_contacts(emails, [phone for one in group for phone in one.phones])
        return patient

    def save(self):
        """Store what was made and changed, before the bookings that refer to it."""
        made = [patient for patient in self.new.values() if patient.pk is None]
        Patient.objects.bulk_create(made)
        if self.changed:
            Patient.objects.bulk_update(list(self.changed), [*NAMES, *CONTACTS, "version"])
        people = []
        for root, patient in self.new.items():
            for one in self.group(root):
                one.patient = patient
                people.append(one)
        ImportedPerson.objects.bulk_update(people, ["patient", "added"])

    def note(self, people):
        """Store which notes were made of these people, to be taken back."""
        ImportedPerson.objects.bulk_update(people, ["notes"])

    def keep(self):
        """The transaction was committed."""
        self.found |= {root: patient.pk for root, patient in self.new.items()}
        self.new, self.changed = {}, {}

    def forget(self):
        """The transaction was rolled back."""
        for root in self.new:
            for one in self.group(root):
                one.refresh_from_db(fields=["patient", "added", "notes"])
        self.new, self.changed = {}, {}

    def dialled(self, phone):
        """As E.164; reading numbers takes time."""
        if phone not in self.numbers:
            self.numbers[phone] = to_e164(phone)
        return self.numbers[phone]
