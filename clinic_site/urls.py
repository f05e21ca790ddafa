"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

import comments.feed
import comments.views
import contact.views
from booking.patient import (
    another_time,
    at_once,
    calendars,
    choose,
    course_plan,
    details,
    keeping,
    lost_link,
    private_page,
    waiting_list,
    waiting_page,
)
from clinic_site.accounts import views as accounts
from clinic_site.health import views as health
from pages.reading import documents, links, machines, pages, pictures, previews, search

BOOKING = [
    path("book/", choose.choose_time, name="choose"),
    path("book/course/", course_plan.plan_course, name="course"),
    path("book/request/", details.request_appointment, name="request"),
    path("book/sent/<str:signed>/", at_once.receipt, name="receipt"),
    path("book/link/", lost_link.link, name="link"),
    path("book/link/sent/", lost_link.link_sent, name="link_sent"),
    path("book/waiting-list/", waiting_list.join, name="waiting_list"),
    path("appointments/<str:token>/", private_page.appointment, name="appointment"),
    path("appointments/<str:token>/confirm/", at_once.confirm, name="confirm"),
    path("appointments/<str:token>/keep/", keeping.keep, name="keep"),
    path("appointments/<str:token>/cancel/", private_page.cancel, name="cancel"),
    path("appointments/<str:token>/<int:pk>/cancel/", private_page.cancel, name="cancel"),
    path("appointments/<str:token>/<int:pk>/move/", another_time.move, name="move"),
    path("appointments/<str:token>/<int:pk>/offer/", another_time.offer, name="offer"),
    path("appointments/<str:token>/<int:pk>/will-come/", private_page.will_come, name="will_come"),
    path("appointments/<str:token>/texts/end/", private_page.end_texts, name="end_texts"),
    path("appointments/<str:token>/<int:pk>/earlier/", private_page.earlier, name="earlier"),
    path("appointments/<str:token>/visit.ics", calendars.calendar, name="calendar"),
    path("appointments/<str:token>/waiting/", waiting_page.waiting, name="waiting"),
    path("appointments/<str:token>/waiting/change/", waiting_page.change, name="change_waiting"),
    path("appointments/<str:token>/waiting/leave/", waiting_page.leave, name="leave_waiting"),
    path("calendars/<str:token>/visits.ics", calendars.feed, name="feed"),
]
COMMENTS = [
    path("comments/<slug:slug>/", comments.views.comment, name="comment"),
    path("comments/<slug:slug>/thanks/", comments.views.thanks, name="thanks"),
    path("comments/<slug:slug>/<int:number>/", comments.views.part, name="part"),
    path("comments/<slug:slug>/to/<int:pk>/", comments.views.one, name="one"),
    path("comments/emails/<str:token>/", comments.views.emails, name="emails"),
    path("feed/comments/", comments.feed.feed, name="feed"),
]
CONTACT = [
    path("contact/", contact.views.write, name="write"),
    path("contact/thanks/", contact.views.thanks, name="thanks"),
]
MACHINES = [
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("robots.txt", machines.robots, name="robots"),
    path("feed/", machines.feed, name="feed"),
    path(".well-known/security.txt", machines.security_txt, name="security_txt"),
    path("favicon.ico", machines.favicon, name="favicon"),
]
PAGES = [
    path("", pages.home, name="home"),
    path("search/", search.search, name="search"),
    path("preview/<str:token>/", previews.shared, name="shared"),
    path("media/<str:key>.pdf", documents.document, name="document"),
    path("media/<path:name>", pictures.picture, name="picture"),
    path("_page/<int:pk>/", links.lasting, name="lasting"),
    path("<slug:slug>/", pages.page, name="page"),
    path("team/<slug:slug>/", pages.page, {"folder": "team"}, name="page_in"),
    path("treatments/<slug:slug>/", pages.page, {"folder": "treatments"}, name="page_in"),
]
# Django's own names: the first gives the log-in screen its link to reset a password.
ACCOUNTS = [
    path("admin/password_reset/", accounts.Ask.as_view(), name="admin_password_reset"),
    path("admin/password_reset/done/", accounts.Asked.as_view(), name="password_reset_done"),
    path("admin/reset/done/", accounts.Chosen.as_view(), name="password_reset_complete"),
    path("admin/reset/<uidb64>/<token>/", accounts.Choose.as_view(), name="password_reset_confirm"),
]

handler400 = "clinic_site.errors.bad_request"
handler403 = "clinic_site.errors.permission_denied"
handler404 = "clinic_site.errors.page_not_found"
handler500 = "clinic_site.errors.server_error"

urlpatterns = [
    *ACCOUNTS,
    path("admin/", admin.site.urls),
    path("healthz", health.alive, name="healthz"),
    path("healthz/database", health.database, name="healthz_database"),
    path("readyz", health.ready, name="readyz"),
    path("", include((BOOKING, "booking"))),
    path("", include((COMMENTS, "comments"))),
    path("", include((CONTACT, "contact"))),
    path("", include((MACHINES, "machines"))),
    path("", include((PAGES, "pages"))),
]
