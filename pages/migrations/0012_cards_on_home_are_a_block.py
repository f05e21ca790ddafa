from django.db import migrations

# One key, so that versions can be compared and restored.
ADD = """
INSERT INTO pages_section (revision_id, key, "order", kind, heading, body, data)
SELECT revision.id, 'c3b1f7d2-5a64-4e0c-9d0e-8f1a2b3c4d5e',
       coalesce((SELECT max("order") FROM pages_section WHERE revision_id = revision.id), 0) + 1,
       'pages', '', '', '{}'
FROM pages_revision AS revision
JOIN pages_page AS page ON page.id = revision.page_id
WHERE page.slug = 'home'
  AND NOT EXISTS (
      SELECT FROM pages_section WHERE revision_id = revision.id AND kind = 'pages'
  )
"""
REMOVE = """
DELETE FROM pages_section WHERE key = 'c3b1f7d2-5a64-4e0c-9d0e-8f1a2b3c4d5e' AND kind = 'pages'
"""


class Migration(migrations.Migration):
    """The cards to other pages, which home always had at its end, are a block that can be moved."""

    dependencies = [
        ("pages", "0011_remember_anchors"),
    ]

    operations = [migrations.RunSQL(ADD, REMOVE)]
