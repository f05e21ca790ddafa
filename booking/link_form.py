from antispam.fields import PublicEmailField
from antispam.forms import GuardedForm


class LinkForm(GuardedForm):
    submit_label = "Send me the link"
    counted_as = "link"

    email = PublicEmailField(help_text="The address with which you asked for the appointment.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.form_action = "booking:link"
