"""What every response tells the browser about itself. `middleware.py` adds it, settings name it.

The Content-Security-Policy allows nothing that is not listed. All of it is our own: no page loads
anything from elsewhere.
"""

from csp.constants import NONCE, NONE, SELF

SITE = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
    # No string becomes markup or code, except by the policy of this name in steps.js.
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["steps"],
}
# Django's admin brings jQuery, which needs strings as markup to start.
DESK = {name: sources for name, sources in SITE.items() if "trusted-types" not in name} | {
    "script-src": [SELF, NONCE],  # the nonce for the import map of the rich-text editor
    # The one style sheet that the rich-text editor writes into the page.
    "style-src": [SELF, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
}
DESK_PATH = "/admin/"
# Of the page that a proxy shows while the site is down: it is one file, with its style and its icon
# in it. The proxy's own policy says the rest, which a <meta> element can't.
DOWN = "default-src 'none'; style-src '{digest}'; img-src data:"
DOWN_BY_PROXY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# For each response that has not set its own.
OTHERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer, browsers would send "Origin: null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}

# What browsers can do and no page needs. Not here: what only works for a visitor who asks for it,
# such as copying, and client hints, which no browser sends unasked.
UNUSED = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read"),
    *("compute-pressure", "cross-origin-isolated", "display-capture", "encrypted-media"),
    *("fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get"),
    *("idle-detection", "keyboard-map", "local-fonts", "magnetometer", "microphone", "midi"),
    *("otp-credentials", "payment", "picture-in-picture", "screen-wake-lock", "serial"),
    *("shared-storage", "storage-access", "sync-xhr", "usb", "window-management"),
    "xr-spatial-tracking",
)
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
PERMISSIONS = dict.fromkeys(UNUSED, ()) | dict.fromkeys(PASSKEYS, "self")
