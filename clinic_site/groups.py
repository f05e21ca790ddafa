"""The groups of staff and what each may do.

Made after each `migrate`, because a migration would find no permissions on a fresh database. This
only adds: what was added by hand stays. A version that takes a permission away from a group does so
once, in a migration that removes it from the group of that name, so that an administrator who gives
it back keeps it.
"""

from django.contrib.auth.models import Group, Permission
from django.db import connection

CLINIC_DETAILS = [  # kept by everyone: the desk is the first to hear that a number has changed
    "clinic.view_clinic",
    "clinic.add_clinic",
    "clinic.change_clinic",
    "clinic.view_openinghours",
    "clinic.add_openinghours",
    "clinic.change_openinghours",
    "clinic.delete_openinghours",
]
# What each may do, for people who choose a group for an account.
WORDS = {
    "Editors": "write and publish the pages, and change the clinic’s details; see no patients.",
    "Reception": (
        "answer requests, comments and messages, book and move visits, keep the schedule; see all "
        "patients; publish no pages."
    ),
    "Therapists": (
        "see their own days, visits and patients, and record who came; nothing of other therapists."
    ),
    "Administrators": (
        "all of these, and accounts, groups, retention, logs, and exporting and erasing personal "
        "data. They can’t change a superuser’s account."
    ),
}
PERMISSIONS = {
    "Editors": [
        "pages.view_page",
        "pages.add_page",
        "pages.change_page",
        "pages.view_revision",
        "pages.change_revision",
        "pages.publish_revision",
        "clinic_site.add_wordpressimport",
        *CLINIC_DETAILS,
    ],
    "Reception": [
        *CLINIC_DETAILS,
        "booking.view_booking",
        "booking.view_appointment",
        "booking.decide_appointment",
        "booking.export_appointment",
        "booking.add_bookimport",
        "booking.view_event",
        "booking.view_waitinglistentry",
        "booking.add_waitinglistentry",
        "booking.change_waitinglistentry",
        "booking.view_patient",
        "booking.change_patient",
        "booking.view_bookingrules",
        "booking.add_bookingrules",
        "booking.change_bookingrules",
        "booking.view_latechangepolicy",
        "booking.add_latechangepolicy",
        "booking.view_servicequestion",
        "booking.add_servicequestion",
        "booking.change_servicequestion",
        "booking.delete_servicequestion",
        "booking.view_flowwords",
        "booking.add_flowwords",
        "booking.change_flowwords",
        "booking.view_service",
        "booking.add_service",
        "booking.change_service",
        "booking.view_therapist",
        "booking.add_therapist",
        "booking.change_therapist",
        "booking.view_offering",
        "booking.add_offering",
        "booking.change_offering",
        "booking.delete_offering",
        "booking.view_workinghours",
        "booking.add_workinghours",
        "booking.change_workinghours",
        "booking.delete_workinghours",
        "booking.view_closure",
        "booking.add_closure",
        "booking.change_closure",
        "booking.delete_closure",
        "booking.view_readysentence",
        "booking.add_readysentence",
        "booking.change_readysentence",
        "booking.delete_readysentence",
        "comments.view_comment",
        "comments.moderate_comment",
        "contact.view_message",
        "contact.answer_message",
        "mailer.view_message",
        "mailer.change_message",
        "inbox.view_blockedword",
        "inbox.add_blockedword",
        "inbox.change_blockedword",
        "inbox.delete_blockedword",
    ],
    "Therapists": ["booking.view_own_appointment"],
}
# They can give others only what they have themselves, so they have what everybody else has.
PERMISSIONS["Administrators"] = [
    *dict.fromkeys(label for labels in PERMISSIONS.values() for label in labels),
    "booking.delete_service",
    "booking.delete_therapist",
    "comments.delete_comment",
    "contact.delete_message",
    "booking.view_recordview",
    "clinic_site.export_personal_data",
    "clinic_site.erase_personal_data",
    "clinic_site.view_accountevent",
    "clinic_site.view_retention",
    "clinic_site.change_retention",
    "clinic_site.view_signinrules",
    "clinic_site.add_signinrules",
    "clinic_site.change_signinrules",
    "clinic_site.resume_sending",
    "pages.view_publishingrules",
    "pages.add_publishingrules",
    "pages.change_publishingrules",
    "clinic_site.view_health",
    "auth.view_user",
    "auth.add_user",
    "auth.change_user",
    "auth.delete_user",
    "auth.view_group",
    "auth.add_group",
    "auth.change_group",
    "auth.delete_group",
    "axes.view_accessattempt",
    "axes.delete_accessattempt",
    "axes.view_accessfailurelog",
    "axes.view_accesslog",
]


def make_groups(sender, **kwargs):
    """Give each group its permissions for the app just migrated; those added by hand stay."""
    if "auth_group" not in connection.introspection.table_names():
        return  # not all migrations have run
    for name, labels in PERMISSIONS.items():
        group, _ = Group.objects.get_or_create(name=name)
        codenames = [
            codename
            for app_label, codename in (label.split(".") for label in labels)
            if app_label == sender.label
        ]
        group.permissions.add(
            *Permission.objects.filter(content_type__app_label=sender.label, codename__in=codenames)
        )
