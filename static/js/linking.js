// The dialog that asks where a link leads. It offers the places on this site that fit what is typed.
// The server completes the address or says why it cannot be used; the dialog stays open until it can.
import { Link as BaseLink } from "django-prose-editor/editor";
import { element, offerPlaces } from "./places.js";
import { token } from "./token.js";

const LONG = 10_000; // milliseconds without an answer
const LOGGED_OUT = "You have been logged out. Log in in another tab, then press “Save link” again.";
const OFFLINE = "The address could not be checked, because the server could not be reached. Try again.";
let opened = 0;

async function complete(href) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), href });
  const signal = AbortSignal.timeout(LONG);
  try {
    const answer = await fetch("/admin/pages/revision/link/", { method: "POST", body, signal });
    if (answer.redirected || answer.status === 403) return { refusal: LOGGED_OUT };
    if (answer.ok) return { href: await answer.text() };
    return { refusal: answer.status === 422 ? await answer.text() : OFFLINE };
  } catch {
    return { refusal: OFFLINE };
  }
}

// Resolves to the completed address, or to null if the dialog was cancelled.
function ask(view, href) {
  const id = `link-address-${++opened}`;
  const input = element("input", { id, type: "text", value: href ?? "", autocomplete: "off" });
  input.setAttribute("aria-describedby", `${id}-help ${id}-error`);
  const help = element("p", {
    id: `${id}-help`,
    className: "help",
    textContent:
      "Type words to find a page, heading or file on this site, or enter a web address, an email address or a phone number.",
  });
  const error = element("p", { id: `${id}-error`, className: "error" });
  error.setAttribute("role", "alert");
  const save = element("button", { type: "submit", textContent: "Save link" });
  const cancel = element("button", { type: "button", textContent: "Cancel" });
  const places = offerPlaces(input, id);
  if (!href) places.find();
  const title = element("h3", { id: `${id}-title`, textContent: "Link" });
  title.className = "prose-editor-dialog-title";
  const form = element(
    "form",
    { noValidate: true },
    title,
    element("label", { htmlFor: id, textContent: "Address" }),
    input,
    ...places.parts,
    help,
    error,
    element("div", { className: "prose-editor-dialog-buttons" }, save, cancel),
  );
  const dialog = element("dialog", { className: "prose-editor-dialog link-dialog" }, form);
  dialog.setAttribute("aria-labelledby", title.id);
  view.dom.parentElement.append(dialog);
  return new Promise((resolve) => {
    let found = null;
    // Kept from the draft’s form, whose text has not changed.
    for (const name of ["input", "change"]) {
      dialog.addEventListener(name, (event) => event.stopPropagation());
    }
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation();
      places.hide();
      const answer = await complete(input.value);
      error.textContent = answer.refusal ?? "";
      input.setAttribute("aria-invalid", Boolean(answer.refusal));
      if (answer.refusal) {
        input.focus();
        return;
      }
      found = answer.href;
      dialog.close();
    });
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(found);
    });
    dialog.showModal();
    input.focus();
    input.select();
  });
}

let isRegistered = false;
export const Link = BaseLink.extend({
  // The schemes are those of all editors, and can't be registered once a link was looked for.
  onCreate() {
    if (!isRegistered) this.parent?.();
    isRegistered = true;
  },
  addCommands() {
    return {
      ...this.parent?.(),
      addLink:
        () =>
        ({ editor }) => {
          const isLink = editor.isActive("link");
          if (editor.state.selection.empty && !isLink) return false;
          ask(editor.view, editor.getAttributes("link").href).then((href) => {
            const chain = editor.chain().focus();
            if (href === null) chain.run();
            else if (isLink) chain.extendMarkRange("link").updateAttributes("link", { href }).run();
            else chain.setMark("link", { href }).run();
          });
          return true;
        },
    };
  },
});
