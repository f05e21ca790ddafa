// Tables in a text: what the menu offers in one, and how the keyboard moves in it and out of it.
// The server divides merged cells, so merging is not offered.
import {
  Table as BaseTable,
  TableCell as BaseCell,
  TableHeader as BaseHeader,
  pm,
} from "django-prose-editor/editor";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const KEYS =
  "In a table, Tab moves to the next cell; in the last cell, it adds a row. " +
  `${MAC ? "⌘" : "Ctrl+"}Enter moves below the table. Press Esc, then Tab, to leave the text, ` +
  "or Esc, then Shift+Tab, to reach the row and column buttons.";
const FIRST = "rowAbove"; // of the row and column buttons
const NEW = { rows: 3, cols: 3, withHeaderRow: true };
const INSIDE = "(paragraph | bulletList | orderedList)+";

export const TableCell = BaseCell.extend({ content: INSIDE });
export const TableHeader = BaseHeader.extend({ content: INSIDE });

// The table around a place in the text, with where it begins and ends.
function tableAround(place) {
  for (let depth = place.depth; depth > 0; depth--) {
    if (place.node(depth).type.name === "table") {
      return { node: place.node(depth), start: place.before(depth), end: place.after(depth) };
    }
  }
  return null;
}

const tableOf = (state) => tableAround(state.selection.$from);
const isHeader = (cell) => cell.type.name === "tableHeader";

function hasHeaderRow({ state }) {
  const table = tableOf(state);
  return Boolean(table) && table.node.firstChild.children.every(isHeader);
}

function hasHeaderColumn({ state }) {
  const table = tableOf(state);
  return Boolean(table) && table.node.children.every((row) => isHeader(row.firstChild));
}

// On to the paragraph below the table; there is one afterwards.
function goBelow(editor) {
  const table = tableOf(editor.state);
  if (!table) return false;
  const { tr, schema } = editor.state;
  if (!tr.doc.resolve(table.end).nodeAfter) tr.insert(table.end, schema.nodes.paragraph.create());
  tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(table.end + 1)));
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

// A pasted table replaces an empty one. With other text around it, it is put below a filled one,
// because a cell has no room for it.
function pasteTable(view, _event, slice) {
  const table = tableOf(view.state);
  const pasted = slice.content.content ?? [];
  const tables = pasted.filter((node) => node.type.name === "table");
  const isEmpty = table && !table.node.textContent.trim();
  if (!table || !tables.length || (!isEmpty && pasted.length === tables.length)) return false;
  const { tr } = view.state;
  if (isEmpty) tr.replaceWith(table.start, table.end, slice.content);
  else tr.insert(table.end, slice.content);
  const at = (isEmpty ? table.start : table.end) + slice.content.size;
  tr.setSelection(pm.state.TextSelection.near(tr.doc.resolve(at), -1));
  view.dispatch(tr.scrollIntoView());
  return true;
}

// To the first of the row and column buttons, which are before others in the menu.
function goToButtons(editor) {
  const first = editor.view.dom.closest(".prose-editor").querySelector(`[data-name="table:${FIRST}"]`);
  first?.focus();
  return Boolean(first);
}

// Says the keys below the text while the cursor is in a table; screen readers announce it.
function tell(editor, note) {
  const words = editor.isFocused && tableOf(editor.state) ? KEYS : "";
  if (note.textContent !== words) note.textContent = words;
}

export const Table = BaseTable.extend({
  priority: 110, // its keys before those that also work outside a table

  addStorage() {
    return { leaving: false };
  },

  addMenuItems({ buttons, menu }) {
    const item = (name, words, run, active) => {
      const button = buttons.text(words);
      menu.defineItem({
        name: `table:${name}`,
        groups: "table",
        button,
        command: (editor) => run(editor.chain().focus()).run(),
        hidden: (editor) => !editor.isActive("table"),
        active: (editor) => Boolean(active?.(editor)),
        update(editor) {
          if (active) button.setAttribute("aria-pressed", active(editor));
        },
      });
    };
    menu.defineItem({
      name: "table",
      groups: "table",
      button: buttons.material("grid_on", "Insert table"),
      command: (editor) => editor.chain().focus().insertTable(NEW).run(),
      hidden: (editor) => ["table", "listItem", "blockquote"].some((name) => editor.isActive(name)),
    });
    item(FIRST, "Row above", (chain) => chain.addRowBefore());
    item("rowBelow", "Row below", (chain) => chain.addRowAfter());
    item("columnLeft", "Column left", (chain) => chain.addColumnBefore());
    item("columnRight", "Column right", (chain) => chain.addColumnAfter());
    item("headerRow", "Header row", (chain) => chain.toggleHeaderRow(), hasHeaderRow);
    item("headerColumn", "Header column", (chain) => chain.toggleHeaderColumn(), hasHeaderColumn);
    item("deleteRow", "Delete row", (chain) => chain.deleteRow());
    item("deleteColumn", "Delete column", (chain) => chain.deleteColumn());
    item("deleteTable", "Delete table", (chain) => chain.deleteTable());
  },

  addKeyboardShortcuts() {
    const inherited = this.parent?.() ?? {};
    const unlessLeaving = (key) => (props) => !this.storage.leaving && inherited[key](props);
    return {
      ...inherited,
      Tab: unlessLeaving("Tab"),
      "Shift-Tab": (props) => (this.storage.leaving ? goToButtons(this.editor) : inherited["Shift-Tab"](props)),
      "Mod-Enter": () => goBelow(this.editor),
      Escape: () => {
        if (!tableOf(this.editor.state)) return false;
        this.storage.leaving = true;
        return true;
      },
    };
  },

  onCreate() {
    const { editor, storage } = this;
    const note = document.createElement("p");
    note.className = "table-note";
    note.setAttribute("role", "status");
    editor.view.dom.closest(".prose-editor").after(note);
    editor.on("selectionUpdate", () => tell(editor, note));
    editor.on("focus", () => tell(editor, note));
    editor.on("blur", () => (storage.leaving = false));
    editor.view.dom.addEventListener("keydown", ({ key }) => {
      if (!["Escape", "Tab", "Shift"].includes(key)) storage.leaving = false;
    });
  },

  addProseMirrorPlugins() {
    const pasting = new pm.state.Plugin({ props: { handlePaste: pasteTable } });
    return [pasting, ...(this.parent?.() ?? [])];
  },
});
