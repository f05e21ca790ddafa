from contextlib import suppress
from functools import update_wrapper

from django.contrib import messages
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, path, reverse

from booking.answering import by_visit
from booking.board import shown as board
from booking.models.visible import sees_own_alone, sees_visits
from booking.viewing import note_board
from clinic.desk_search import SearchedByWords
from clinic_site import undelivered, undelivered_texts, unsent
from clinic_site.account_events import AccountEvent, What
from clinic_site.accounts import logging_in, signed_in
from clinic_site.accounts.forms import LogInForm
from clinic_site.accounts.sure import NotSure, ask_again
from clinic_site.accounts.urls import OWN
from clinic_site.accounts.views import ChangeOwn
from clinic_site.audit import screens as audit
from clinic_site.backups import screens as copies
from clinic_site.desk import needs
from clinic_site.errors import too_large
from clinic_site.health.desk import silence
from clinic_site.health.panel import health
from clinic_site.lookups import AnswersAnyAddress
from clinic_site.menu import menu
from clinic_site.moving import screens as wordpress
from clinic_site.moving_out import screens as moving_out
from clinic_site.personal_data import screens
from clinic_site.retention.screens import retention
from inbox.bulk_actions import ActsOnListed
from pages.editing.files import Files
from pages.editing.library import Images
from pages.editing.site_links import link, pasted

FOR_LISTS = (AnswersAnyAddress, ActsOnListed)
VIEW_ON_SITE = "view_on_site"
LONGEST_NAME = 1000  # characters; a name that is only too long for an account gets an error instead


class ClinicAdminSite(AdminSite):
    """The admin site, whose first screen starts with the work that is waiting."""

    site_header = "Polyclinic Rehabilitation Institute"
    site_title = "Clinic"
    index_title = "Reception desk"
    enable_nav_sidebar = False
    login_form = LogInForm

    def index(self, request, extra_context=None):
        order = request.GET.get("order")
        shown = {"needs": needs(request.user, order), "by_visit": by_visit(order)}
        shown |= silence(request.user)
        shown["may_do_nothing"] = not request.user.get_all_permissions()
        rules = request.session.row.rules
        may_require = request.user.has_perm("clinic_site.change_signinrules")
        shown["is_password_enough"] = may_require and not rules.is_second_factor_required
        shown["second_step_by"] = request.sign_in.must_be_set_up_by
        if sees_visits(request.user):
            shown |= board.context(request)
            note_board(request, shown["board"])
        else:
            shown["title"] = "Your desk"
        if sees_own_alone(request.user):
            shown["title"] = "Your day"
        return super().index(request, shown | (extra_context or {}))

    def each_context(self, request):
        context = super().each_context(request) | menu(request)
        if context["has_permission"]:
            context["idle_minutes"] = request.session.row.rules.idle_minutes
        return context

    def get_app_list(self, request, app_label=None):
        """Only for one app's own list: the menu takes the place of the list of all of them."""
        return super().get_app_list(request, app_label) if app_label else []

    def app_index(self, request, app_label, extra_context=None):
        """To the menu, which has the same screens in plain words."""
        super().app_index(request, app_label)  # a 404 for those who may open none of them
        return redirect("admin:index")

    def register(self, model_or_iterable, admin_class=None, **options):
        """Register, and add to every list of the desk, even of other apps, what all lists share.

        They answer any address, act only on the rows that were seen, and use the same search unless
        they have their own.
        """
        admin_class = admin_class or ModelAdmin
        bases = [one for one in FOR_LISTS if not issubclass(admin_class, one)]
        if admin_class.get_search_results is ModelAdmin.get_search_results:
            bases.append(SearchedByWords)
        named = {"__module__": admin_class.__module__, "__doc__": admin_class.__doc__}
        admin_class = type(admin_class.__name__, (*bases, admin_class), named)
        super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view, cacheable=False):
        """As Django's, but a log-out loses nothing typed, and no button's address is a dead end.

        A POST without a session gets the log-in form, which carries everything that was typed. A
        GET of what only a button does, as after logging in, leads to the page with the button.
        """
        guarded = super().admin_view(view, cacheable)

        def door(request, *args, **kwargs):
            if not self.has_permission(request) and (kept := unsent.posted(request)):
                return unsent.log_in_first(request, kept)
            try:
                response = guarded(request, *args, **kwargs)
            except NotSure as not_sure:
                return ask_again(request, not_sure.then)
            is_verb = response.status_code == 405 and request.method in ("GET", "HEAD")
            if is_verb and (page := page_of_verb(request.resolver_match)):
                messages.warning(request, "Nothing was changed. Press the button again.")
                return redirect(page)
            return response

        return update_wrapper(door, guarded)

    def login(self, request, extra_context=None):
        if len(request.POST.get("username", "")) > LONGEST_NAME:
            return too_large(request)

        def by_password(kept):
            context = {"unsent": kept} | (extra_context or {})
            return super(ClinicAdminSite, self).login(request, context)

        return logging_in.take_step(request, by_password)

    def logout(self, request, extra_context=None):
        person = request.sign_in.person
        if person.is_anonymous:
            return redirect("admin:index")
        response = super().logout(request, extra_context)
        if request.method == "POST":
            AccountEvent.objects.note(What.LOGGED_OUT, person, request=request)
        return response

    @transaction.atomic
    def password_change(self, request, extra_context=None):
        since = self.has_permission(request) and request.session.row.since
        response = ChangeOwn.as_view(extra_context=extra_context)(request)
        if request.method == "POST" and response.status_code == 302:
            signed_in.password_changed(request, request.user, since)
        return response

    def get_urls(self):
        def screen(address, view, name):
            return path(f"personal-data/{address}", self.admin_view(view), name=name)

        return [
            *OWN,
            # Not through `admin_view`, which lets nobody log out of a desk that is locked.
            path("logout/", self.logout, name="logout"),
            path("signed-in/", self.admin_view(signed_in.signed_in), name="signed_in"),
            path("undelivered/", self.admin_view(undelivered.undelivered), name="undelivered"),
            path(
                "undelivered/again/",
                self.admin_view(undelivered.try_again),
                name="undelivered_again",
            ),
            path(
                "undelivered/<int:pk>/dealt-with/",
                self.admin_view(undelivered.dealt_with),
                name="undelivered_dealt_with",
            ),
            path(
                "undelivered/texts/again/",
                self.admin_view(undelivered_texts.try_again),
                name="undelivered_texts_again",
            ),
            path(
                "undelivered/texts/<int:pk>/dealt-with/",
                self.admin_view(undelivered_texts.dealt_with),
                name="undelivered_texts_dealt_with",
            ),
            path("copy/", self.admin_view(copies.copy), name="copy"),
            path("view-log/", self.admin_view(audit.view_log), name="view_log"),
            path(
                "booking/patient/<int:pk>/who-has-looked/",
                self.admin_view(audit.who_has_looked),
                name="who_has_looked",
            ),
            path("account-log/", self.admin_view(audit.account_log), name="account_log"),
            screen("", screens.personal_data, "personal_data"),
            screen("file/", screens.as_file, "personal_data_file"),
            screen("erase/", screens.erase, "personal_data_erase"),
            screen("everything/", moving_out.everything, "everything"),
            screen("everything/file/", moving_out.everything_file, "everything_file"),
            path("health/", self.admin_view(health), name="health"),
            path("retention/", self.admin_view(retention), name="retention"),
            path("pages/revision/pasted/", self.admin_view(pasted), name="pages_pasted"),
            *wordpress.urls(self),
            *Images(self).urls(),
            *Files(self).urls(),
            path("pages/revision/link/", self.admin_view(link), name="pages_link"),
            path(
                "r/<int:content_type_id>/<int:object_id>/",
                self.admin_view(self.view_on_site),
                name=VIEW_ON_SITE,
            ),
            # Django's own asks for no permission, and fails on numbers that ours refuses.
            *(one for one in super().get_urls() if getattr(one, "name", None) != VIEW_ON_SITE),
        ]

    def view_on_site(self, request, content_type_id, object_id):
        """Redirect to a row's public page, but only people who can see that row in the admin."""
        # Not above: this module is loaded before there are models.
        from django.contrib.contenttypes.models import ContentType

        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        screens = self._registry.get(model)
        if not (screens and screens.has_view_permission(request)):
            raise PermissionDenied
        row = screens.get_object(request, str(object_id))
        if row is None or not hasattr(row, "get_absolute_url"):
            raise Http404
        if not screens.has_view_permission(request, row):
            raise PermissionDenied
        return redirect(request.build_absolute_uri(row.get_absolute_url()))


def page_of_verb(match):
    """The row's page or the screen that a verb's address belongs to, or None.

    URL names are `app_model_verb`, as in Django's admin, or `screen_verb`.

    """
    first, model, *_ = [*(match.url_name or "").split("_"), "", ""]
    pages = [(f"admin:{first}_{model}_change", [match.kwargs.get("pk")]), (f"admin:{first}", [])]
    for name, args in pages:
        with suppress(NoReverseMatch):
            return reverse(name, args=args)
    return None
