// Sends whatever is pasted or dropped into a section to the server for cleaning, because the editor
// alone would lose Word's headings and lists, and the rows of a spreadsheet's plain text. A note below
// the text says what could not be kept. If the server cannot be reached, the plain text is pasted, and
// the note says so.
import { Extension, pm } from "django-prose-editor/editor";
import { token } from "./token.js";

const LONG = 10_000; // milliseconds without an answer
const PICTURE = "Images can’t be placed inside the text. Upload it under “Image” below the text.";
const FILE = "Files can’t be placed inside the text. Add a “File” section instead.";
const PLAIN =
  "Only the plain text was pasted, without headings, lists, bold or links, because ";
const AGAIN = " To keep them, undo (Ctrl+Z) and paste again later.";
const LOGGED_OUT = "you have been logged out. Log in in another tab.";
const OFFLINE = "the server could not be reached.";

async function cleaned(html, text) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), html, text: html ? "" : text });
  const signal = AbortSignal.timeout(LONG);
  const answer = await fetch("/admin/pages/revision/pasted/", { method: "POST", body, signal });
  if (answer.redirected || answer.status === 403) throw new Error(LOGGED_OUT);
  if (!answer.ok) throw new Error(OFFLINE);
  const leftOut = decodeURIComponent(answer.headers.get("X-Left-Out") ?? "");
  return { html: await answer.text(), leftOut };
}

// Below the text, until the next paste; screen readers announce it.
function say(view, words) {
  const editor = view.dom.closest(".prose-editor");
  let note = editor.nextElementSibling;
  if (!note?.classList.contains("paste-note")) {
    note = document.createElement("p");
    note.className = "paste-note";
    note.setAttribute("role", "status");
    editor.after(note);
  }
  // Later, because a screen reader announces what changes in a note, not what it started with.
  setTimeout(() => (note.textContent = words));
}

async function take(view, html, text) {
  try {
    const clean = await cleaned(html, text);
    if (clean.html) view.pasteHTML(clean.html);
    else if (!html) view.pasteText(text);
    say(view, clean.leftOut);
  } catch (error) {
    view.pasteText(text);
    const why = error.message === LOGGED_OUT ? LOGGED_OUT : OFFLINE;
    say(view, `${PLAIN}${why}${AGAIN}`);
  }
}

// An image that was copied on a web page comes with HTML that has nothing but this image.
function isOnlyPicture(html, data) {
  if (!html || ![...data.files].some((file) => file.type.startsWith("image/"))) return false;
  return !new DOMParser().parseFromString(html, "text/html").body.textContent.trim();
}

// A file would otherwise vanish without a word. draft/images.js uploads images, and says what becomes of
// them.
function refused(view, data) {
  const [file] = data.files;
  if (!file || data.getData("text/plain")) return false;
  const files = [...data.files].filter((one) => one.type.startsWith("image/") || /\.hei[cf]$/i.test(one.name));
  const detail = { files };
  const taken = new CustomEvent("picture", { bubbles: true, cancelable: true, detail });
  if (files.length && !view.dom.dispatchEvent(taken)) return true;
  say(view, file.type.startsWith("image/") ? PICTURE : FILE);
  return true;
}

function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function paste(view, event) {
  const data = event.clipboardData;
  const html = data.getData("text/html");
  const text = data.getData("text/plain");
  if ((html && !isOnlyPicture(html, data)) || text.includes("\t")) {
    stop(event);
    take(view, html, text);
  } else if (refused(view, data)) {
    stop(event);
  }
}

function drop(view, event) {
  const data = event.dataTransfer;
  if (view.dragging || !data) return; // moved within this text
  const html = data.getData("text/html");
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (html && place && !isOnlyPicture(html, data)) {
    stop(event);
    const at = pm.state.TextSelection.near(view.state.doc.resolve(place.pos));
    view.dispatch(view.state.tr.setSelection(at));
    view.focus();
    take(view, html, data.getData("text/plain"));
  } else if (refused(view, data)) {
    stop(event); // the browser would open the file in place of this page
  }
}

// Arabic and Hebrew paragraphs run from the right while they are being written, too.
const directions = new pm.state.Plugin({
  props: {
    decorations({ doc }) {
      const found = [];
      doc.descendants((node, at, parent) => {
        if (!node.isBlock || node.type.name === "listItem") return;
        const inList = parent.type.name === "listItem" && node.isTextblock;
        if (!inList && node.type.name !== "blockquote") {
          found.push(pm.view.Decoration.node(at, at + node.nodeSize, { dir: "auto" }));
        }
      });
      return pm.view.DecorationSet.create(doc, found);
    },
  },
});

export const CleanPaste = Extension.create({
  name: "cleanPaste",
  onCreate() {
    const { view } = this.editor;
    view.dom.addEventListener("paste", (event) => paste(view, event), true);
    view.dom.addEventListener("drop", (event) => drop(view, event), true);
  },
  addProseMirrorPlugins() {
    return [directions];
  },
});
