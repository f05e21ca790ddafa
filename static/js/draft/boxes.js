// Names the editors' text boxes, and leads into them.
import { edit } from "./editors.js";
import { reveal } from "./folding.js";

const form = document.querySelector(".draft-form");

// The editor's text box has no label of its own, and links to errors name the field that it hides.
function boxOf(area) {
  return area?.closest(".prose-editor")?.querySelector("[contenteditable=true]");
}
function nameBox(area) {
  const box = boxOf(area);
  const label = form.querySelector(`label[for="${area.id}"]`);
  if (!box || !label) return;
  label.id = `${area.id}_label`;
  box.setAttribute("aria-labelledby", label.id);
  box.setAttribute("aria-multiline", "true");
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (area.hasAttribute(name)) box.setAttribute(name, area.getAttribute(name));
  }
  label.addEventListener("click", () => box.focus());
}
form.querySelectorAll(".prose-editor textarea").forEach(nameBox);
document.addEventListener("prose-editor:ready", (event) => nameBox(event.detail.textarea));
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href^='#']");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!reveal(target)) return;
  if (target.matches("textarea[data-rich-text]")) {
    event.preventDefault();
    await edit(target);
    const box = boxOf(target);
    box.focus();
    box.scrollIntoView({ block: "center" });
  }
});
