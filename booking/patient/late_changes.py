"""What is said about late changes before a request is sent, and consent to it."""

from django import forms

from inbox.forms import UncutForm

CHANGED = (
    "Our policy for late changes has just changed, so your request was not sent. Please read it "
    "again, and then send the request."
)
AGREE = "Select the box to agree to the fee for late changes."


class ConsentForm(UncutForm):
    """Given by sending; where there is a fee, by selecting a box.

    `told` says which version the patient has read. The rule alone needs no consent.
    """

    use_required_attribute = False

    told = forms.CharField(required=False)
    agrees = forms.BooleanField(required=False)

    def __init__(self, late_changes, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.late_changes = late_changes

    @classmethod
    def not_sent_yet(cls, late_changes, data):
        """With the box as it was left, unless that was beside another version."""
        is_same = data.get("told") == late_changes.version
        return cls(late_changes, initial={"agrees": is_same and "agrees" in data})

    def clean(self):
        if self.late_changes.policy and not self.has_read:
            self.add_error(None, CHANGED)
            self.data = self.data.copy()
            self.data.pop("agrees", None)  # given to another version
        elif self.late_changes.fee and not self.cleaned_data.get("agrees"):
            self.add_error("agrees", AGREE)

    @property
    def has_read(self):
        return self.cleaned_data.get("told") == self.late_changes.version

    def problem(self):
        """The one error there can be."""
        return next(error for errors in self.errors.values() for error in errors)

    def consent(self):
        """The columns of a booking."""
        if not self.has_read:
            return {}
        late = self.late_changes
        return {"late_changes": late.policy, "late_hours": late.hours}
