"""The whole site on one screen."""

from django.contrib import admin
from django.urls import include, path

import comments.feed
import comments.views
import contact.views
import pages.media
import pages.views
from booking.views import calendars, choose, links, moving, private, request
from clinic_site import views

BOOKING = [
    path("book/", choose.choose_time, name="choose"),
    path("book/course/", choose.plan_course, name="course"),
    path("book/request/", request.request_appointment, name="request"),
    path("book/link/", links.link, name="link"),
    path("book/link/sent/", links.link_sent, name="link_sent"),
    path("appointments/<str:token>/", private.appointment, name="appointment"),
    path("appointments/<str:token>/cancel/", private.cancel, name="cancel"),
    path("appointments/<str:token>/<int:pk>/cancel/", private.cancel, name="cancel"),
    path("appointments/<str:token>/<int:pk>/move/", moving.move, name="move"),
    path("appointments/<str:token>/<int:pk>/offer/", moving.offer, name="offer"),
    path("appointments/<str:token>/<int:pk>/earlier/", private.earlier, name="earlier"),
    path("appointments/<str:token>/visit.ics", calendars.calendar, name="calendar"),
    path("calendars/<str:token>/visits.ics", calendars.feed, name="feed"),
]
COMMENTS = [
    path("comments/<slug:slug>/", comments.views.comment, name="comment"),
    path("comments/<slug:slug>/thanks/", comments.views.thanks, name="thanks"),
    path("feed/comments/", comments.feed.feed, name="feed"),
]
CONTACT = [
    path("contact/", contact.views.write, name="write"),
    path("contact/thanks/", contact.views.thanks, name="thanks"),
]
PAGES = [
    path("", pages.views.home, name="home"),
    path("media/<path:name>", pages.media.picture, name="picture"),
    path("<slug:slug>/", pages.views.page, name="page"),
]

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("", include((BOOKING, "booking"))),
    path("", include((COMMENTS, "comments"))),
    path("", include((CONTACT, "contact"))),
    path("", include((PAGES, "pages"))),
]
