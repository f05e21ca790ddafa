"""What the rich-text editor gets from us in the browser. Read by the settings."""

from django_prose_editor.config import html_tags, process_link, process_table
from js_asset import static_lazy

SCRIPTS = [
    {"js": [static_lazy("js/pasting.js")], "extensions": {"CleanPaste": html_tags([])}},
    {"js": [static_lazy("js/linking.js")], "extensions": {"Link": process_link}},
    {"js": [static_lazy("js/tables.js")], "extensions": {"Table": process_table}},
]
