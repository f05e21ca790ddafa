// What is pasted or dropped into a section's text goes to the server first, which makes it clean:
// the editor alone would lose Word's headings and lists. Whoever wrote it, also an editor of the
// same family. What the text cannot hold is said beside it. If the server cannot be asked, the
// plain words are taken, and that is said too.
import { Extension, pm } from "django-prose-editor/editor";

const LONG = 10_000; // milliseconds without an answer
const PICTURE = "A picture can't be put into the text. Upload it under “Image” below the text.";
const FILE = "A file can't be put into the text.";
const PLAIN =
  "Only the plain text was pasted, without headings, lists, bold or links, because ";
const AGAIN = " To keep them, undo (Ctrl+Z) and paste again later.";
const LOGGED_OUT = "you have been logged out. Log in in another tab.";
const OFFLINE = "the server could not be reached.";

async function cleaned(html) {
  const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ csrfmiddlewaretoken, html });
  const signal = AbortSignal.timeout(LONG);
  const answer = await fetch("/admin/pages/revision/pasted/", { method: "POST", body, signal });
  if (answer.redirected || answer.status === 403) throw new Error(LOGGED_OUT);
  if (!answer.ok) throw new Error(OFFLINE);
  const leftOut = decodeURIComponent(answer.headers.get("X-Left-Out") ?? "");
  return { html: await answer.text(), leftOut };
}

// Beside the text, where it stays until the next paste; a screen reader is told.
function say(view, words) {
  const editor = view.dom.closest(".prose-editor");
  let note = editor.nextElementSibling;
  if (!note?.classList.contains("paste-note")) {
    note = document.createElement("p");
    note.className = "paste-note";
    note.setAttribute("role", "status");
    editor.after(note);
  }
  // Later, because a screen reader tells what changes in a note, not what it came with.
  setTimeout(() => (note.textContent = words));
}

async function take(view, html, text) {
  try {
    const clean = await cleaned(html);
    if (clean.html) view.pasteHTML(clean.html);
    say(view, clean.leftOut);
  } catch (error) {
    view.pasteText(text);
    const why = error.message === LOGGED_OUT ? LOGGED_OUT : OFFLINE;
    say(view, `${PLAIN}${why}${AGAIN}`);
  }
}

// What neither has words nor is one of ours vanishes, unless somebody says so.
function refused(view, data) {
  const [file] = data.files;
  if (!file || data.getData("text/plain")) return false;
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
  if (html) {
    stop(event);
    take(view, html, data.getData("text/plain"));
  } else if (refused(view, data)) {
    stop(event);
  }
}

function drop(view, event) {
  const data = event.dataTransfer;
  if (view.dragging || !data) return; // moved within this text
  const html = data.getData("text/html");
  const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
  if (html && place) {
    stop(event);
    const at = pm.state.TextSelection.near(view.state.doc.resolve(place.pos));
    view.dispatch(view.state.tr.setSelection(at));
    view.focus();
    take(view, html, data.getData("text/plain"));
  } else if (refused(view, data)) {
    stop(event); // the browser would open the file in place of this page
  }
}

// Arabic and Hebrew paragraphs have their own direction while they are written, too.
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
