// Makes a rich-text editor of each text once it is about to be seen. A hundred at once take seconds.
import { createEditor } from "django-prose-editor/configurable";

const NEAR = "800px"; // how far below or above what is seen
const CONFIGURED = "data-django-prose-editor-configurable";

// Resolves once the editor is there.
export function edit(area) {
  seen.unobserve(area);
  if (!area.hasAttribute(CONFIGURED)) area.setAttribute(CONFIGURED, area.dataset.richText);
  return createEditor(area);
}
const seen = new IntersectionObserver(
  (entries) => entries.filter((one) => one.isIntersecting).forEach((one) => edit(one.target)),
  { rootMargin: NEAR },
);

export function expect(within) {
  for (const area of within.querySelectorAll("textarea[data-rich-text]")) {
    if (!area.closest(".prose-editor")) seen.observe(area);
  }
}

// The text area that a copied section begins with.
export function plain(within) {
  for (const area of within.querySelectorAll("textarea[data-rich-text]")) {
    area.removeAttribute(CONFIGURED);
    area.closest(".prose-editor")?.replaceWith(area);
  }
}
