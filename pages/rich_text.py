"""What a section's text may hold: the editor offers it, and the server refuses all else."""

EXTENSIONS = {
    "NoSpellCheck": False,
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HardBreak": True,
    "Heading": {"levels": [3, 4]},  # a section's own heading is level 2
    "CleanPaste": True,  # ours, see settings
    "Link": {
        "protocols": ["http", "https", "mailto", "tel"],
        "defaultProtocol": "https",  # of an address that is typed into the text
        "enableTarget": False,
    },
}
