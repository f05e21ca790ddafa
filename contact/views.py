from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from clinic.watched import Topic, kept
from contact.forms import ContactForm
from contact.models import Message
from inbox.guard import public_form, retry_later, too_many
from inbox.verdict import judge


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
@kept(Topic.PAGES)
def write(request):
    if request.method != "POST":
        return render(request, "contact/write.html", {"form": ContactForm()})
    form = ContactForm(request.POST)
    if wait := too_many(request, ContactForm.counted_as):
        form.add_error(None, wait.words)
        return retry_later(render(request, "contact/write.html", {"form": form}), wait)
    if not form.is_valid():
        return render(request, "contact/write.html", {"form": form}, status=422)
    Message.objects.store(judge(request, form), **form.typed())
    return HttpResponseRedirect(reverse("contact:thanks"), status=303)


@require_safe
@kept(Topic.PAGES)
def thanks(request):
    return render(request, "contact/thanks.html")
