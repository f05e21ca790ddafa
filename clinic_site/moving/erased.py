"""Who has been erased here: what they had written on the old site is left out, too."""

from clinic import desk_search
from clinic_site.personal_data import mail
from clinic_site.personal_data.erased import ErasedPerson, digests
from clinic_site.personal_data.people import key_of


def erased_at(people):
    """When each of these (name, email) was erased; without those who were not."""
    if not people or not ErasedPerson.objects.exists():
        return {}
    names = sorted({name for name, _ in people})
    folded = zip(names, desk_search.folded(names), strict=True)
    keys = {name: key_of(name, joined) for name, (_, joined) in folded}
    coded = {
        digest: (name, email)
        for name, email in people
        for digest in digests(mail.normal(email), keys[name])
    }
    found = ErasedPerson.objects.filter(digest__in=[*coded]).order_by("at")
    return {coded[one.digest]: one.at for one in found}
