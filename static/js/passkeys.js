// Between django-otp-webauthn's scripts and our pages: our words, and what happens after success.
const WORDS = {
  "Verifying...": "Waiting for your device…",
  "Finishing verification...": "Checking…",
  "Verification successful!": "Confirmed. One moment…",
  "Verification aborted.": "That was cancelled. You can try again.",
  "Verification canceled or not allowed.": "That was cancelled. You can try again.",
  "Registering...": "Waiting for your device…",
  "Finishing registration...": "Checking…",
  "Registration successful!": "Passkey added. One moment…",
  "Registration aborted.": "That was cancelled. You can try again.",
  "Registration aborted or not allowed.": "That was cancelled. You can try again.",
};
const OTHERWISE = "That did not work. Reload the page and try again.";
const KNOWN_ALREADY =
  "Registration failed. You most likely already have a Passkey registered for this site.";
WORDS[KNOWN_ALREADY] = "This device already has a passkey for your account.";

globalThis.gettext = (text) => WORDS[text] ?? OTHERWISE;

// The form carries what was typed before, and the session knows the second step by now.
addEventListener("otp_webauthn.verification_complete", () => {
  document.getElementById("login-form").submit();
});
addEventListener("otp_webauthn.register_complete", ({ target }) => {
  location.assign(target.closest("[data-added]").dataset.added);
});
