// The list of errors over a refused form: it has the focus, and its links lead to the fields.
// Browsers do both by themselves (autofocus, fragments), but for Safari.
const summary = document.querySelector(".summary");

function lead(event) {
  const link = event.target.closest("a[href^='#']");
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  // With its label or legend in view: a field alone does not say what it asks.
  (field.closest(".field") ?? field).scrollIntoView();
  field.focus({ preventScroll: true });
}

summary?.focus();
summary?.addEventListener("click", lead);
