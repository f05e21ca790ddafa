"""What each group of staff may do, exactly: a permission that is new in a group shows here."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission

from clinic_site.groups import make_groups
from tests import make
from tests.clinic_site.doors import ROLES

pytestmark = pytest.mark.django_db
# By the letters of ROLES.
MAY = {
    "auth.add_group": "M",
    "auth.add_user": "M",
    "auth.change_group": "M",
    "auth.change_user": "M",
    "auth.delete_group": "M",
    "auth.delete_user": "M",
    "auth.view_group": "M",
    "auth.view_user": "M",
    "axes.delete_accessattempt": "M",
    "axes.view_accessattempt": "M",
    "axes.view_accessfailurelog": "M",
    "axes.view_accesslog": "M",
    "booking.add_bookingrules": "RM",
    "booking.add_closure": "RM",
    "booking.add_flowwords": "RM",
    "booking.add_latechangepolicy": "RM",
    "booking.add_offering": "RM",
    "booking.add_readysentence": "RM",
    "booking.add_service": "RM",
    "booking.add_servicequestion": "RM",
    "booking.add_therapist": "RM",
    "booking.add_waitinglistentry": "RM",
    "booking.add_workinghours": "RM",
    "booking.change_bookingrules": "RM",
    "booking.change_closure": "RM",
    "booking.change_flowwords": "RM",
    "booking.change_offering": "RM",
    "booking.change_patient": "RM",
    "booking.change_readysentence": "RM",
    "booking.change_service": "RM",
    "booking.change_servicequestion": "RM",
    "booking.change_therapist": "RM",
    "booking.change_waitinglistentry": "RM",
    "booking.change_workinghours": "RM",
    "booking.decide_appointment": "RM",
    "booking.delete_closure": "RM",
    "booking.delete_offering": "RM",
    "booking.delete_readysentence": "RM",
    "booking.delete_service": "M",
    "booking.delete_servicequestion": "RM",
    "booking.delete_therapist": "M",
    "booking.delete_workinghours": "RM",
    "booking.export_appointment": "RM",
    "booking.add_bookimport": "RM",
    "booking.view_appointment": "RM",
    "booking.view_booking": "RM",
    "booking.view_bookingrules": "RM",
    "booking.view_closure": "RM",
    "booking.view_event": "RM",
    "booking.view_flowwords": "RM",
    "booking.view_latechangepolicy": "RM",
    "booking.view_offering": "RM",
    "booking.view_own_appointment": "TM",
    "booking.view_patient": "RM",
    "booking.view_readysentence": "RM",
    "booking.view_recordview": "M",
    "booking.view_service": "RM",
    "booking.view_servicequestion": "RM",
    "booking.view_therapist": "RM",
    "booking.view_waitinglistentry": "RM",
    "booking.view_workinghours": "RM",
    "clinic.add_clinic": "ERM",
    "clinic.add_openinghours": "ERM",
    "clinic.change_clinic": "ERM",
    "clinic.change_openinghours": "ERM",
    "clinic.delete_openinghours": "ERM",
    "clinic.view_clinic": "ERM",
    "clinic.view_openinghours": "ERM",
    "clinic_site.add_signinrules": "M",
    "clinic_site.change_retention": "M",
    "clinic_site.change_signinrules": "M",
    "clinic_site.erase_personal_data": "M",
    "clinic_site.export_personal_data": "M",
    "clinic_site.resume_sending": "M",
    "clinic_site.view_accountevent": "M",
    "clinic_site.view_health": "M",
    "clinic_site.view_retention": "M",
    "clinic_site.view_signinrules": "M",
    "comments.delete_comment": "M",
    "comments.moderate_comment": "RM",
    "comments.view_comment": "RM",
    "contact.answer_message": "RM",
    "contact.delete_message": "M",
    "contact.view_message": "RM",
    "inbox.add_blockedword": "RM",
    "inbox.change_blockedword": "RM",
    "inbox.delete_blockedword": "RM",
    "inbox.view_blockedword": "RM",
    "mailer.change_message": "RM",
    "mailer.view_message": "RM",
    "pages.add_page": "EM",
    "pages.change_page": "EM",
    "pages.add_publishingrules": "M",
    "pages.change_publishingrules": "M",
    "pages.view_publishingrules": "M",
    "pages.change_revision": "EM",
    "pages.publish_revision": "EM",
    "clinic_site.add_wordpressimport": "EM",
    "pages.view_page": "EM",
    "pages.view_revision": "EM",
}


def test_each_group_may_do_exactly_this():
    letters = {name: letter for letter, name in ROLES.items()}
    may = {}
    for group in Group.objects.order_by("pk").prefetch_related("permissions__content_type"):
        for one in group.permissions.all():
            name = f"{one.content_type.app_label}.{one.codename}"
            may[name] = may.get(name, "") + letters[group.name]
    assert {name: "".join(sorted(who)) for name, who in may.items()} == {
        name: "".join(sorted(who)) for name, who in MAY.items()
    }


def test_administrators_have_what_they_can_give():
    assert not [name for name, who in MAY.items() if "M" not in who]


def test_what_was_added_to_a_group_by_hand_stays():
    group = Group.objects.get(name="Reception")
    group.permissions.add(*make.permissions("publish_revision"))
    for app in apps.get_app_configs():
        make_groups(app)
    assert group.permissions.filter(codename="publish_revision").exists()


def test_no_group_can_change_the_logs():
    logs = ["accesslog", "accessfailurelog", "recordview", "accountevent", "personaldatarequest"]
    rows = Permission.objects.filter(content_type__model__in=logs, group__isnull=False)
    verbs = {one.codename.split("_")[0] for one in rows}
    assert verbs == {"view", "export", "erase"}


def test_who_could_export_and_erase_can_still_do_both():
    split = import_module("clinic_site.migrations.0012_split_exporting_from_erasing")
    new = make.permissions("export_personal_data", "erase_personal_data")
    kind = new[0].content_type
    new.delete()
    one = Permission.objects.create(codename="handle_personal_data", name="", content_type=kind)
    group = Group.objects.create(name="Sample")
    group.permissions.add(one)
    account = make.staff("Editors")
    account.user_permissions.add(one)
    split.split(apps, None)
    both = {"export_personal_data", "erase_personal_data"}
    assert {row.codename for row in group.permissions.all()} == both
    assert {row.codename for row in account.user_permissions.all()} == both
