// Sections of a draft: inserts, copies, removes and arranges them. Without this script, the buttons
// send the form, and the server shows it again as they asked.
import { expect, plain } from "./editors.js";
import { begin, fold } from "./folding.js";
import { fieldOf, form, isRemoved, list, nameOf, newKey, number, placeOf, places, rename, say, sectionOf, sections, touch } from "./list.js";
import { move } from "./moving.js";

const total = form.elements["sections-TOTAL_FORMS"];
const most = Number(form.elements["sections-MAX_NUM_FORMS"].value);
const templates = new Map([...document.querySelectorAll("template[data-new]")].map((one) => [one.dataset.new, one]));
const kinds = document.getElementById("kinds");
const adder = document.querySelector(".add-section");
const full = document.createElement("p");
full.className = "help";
full.setAttribute("role", "status");
adder.append(full);

function isFull() {
  const yes = places().length >= most;
  full.textContent = yes ? `A page can have at most ${most} sections.` : "";
  if (yes) say(full.textContent);
  return yes;
}

function enhance(section) {
  const key = fieldOf(section, "key");
  key.value ||= newKey(); // so that it is the same section after it is saved
  section.id = `section-${key.value}`;
  for (const one of section.querySelectorAll(".section-head [hidden]:not(.mark)")) one.hidden = false;
  section.querySelector(".section-head").draggable = true;
  showRemoved(section);
}

function take(place, before) {
  if (before) before.before(place);
  else list.append(place);
  total.value = Number(total.value) + 1;
  const section = sectionOf(place);
  enhance(section);
  rename(section);
  fold(section, false);
  number();
  expect(section);
  section.dispatchEvent(new CustomEvent("section-added", { bubbles: true }));
  touch();
  return section;
}

export function insert(kind, before) {
  if (isFull()) return null;
  const holder = document.createElement("template");
  holder.innerHTML = templates.get(kind).innerHTML.replaceAll(`__${kind}__`, total.value);
  const section = take(holder.content.querySelector(".place"), before);
  const first = ".section-content :is(input:not([type=hidden]), select, textarea, [contenteditable=true])";
  section.querySelector(first)?.focus();
  return section;
}

// What is about the one section alone.
const NOT_COPIED =
  ".errorlist, .theirs, .errornote, .mark.wrong, .kinds, .paste-note, .remark-here, .writing-here, .table-note, .places-box";
const NAMED = ["id", "name", "for", "aria-describedby", "aria-labelledby"];
function copy(section) {
  if (isFull()) return;
  const place = placeOf(section);
  const twin = place.cloneNode(true);
  const own = fieldOf(section, "order").name.replace(/-order$/, "");
  const number = new RegExp(`${own}(?!\\d)`, "g");
  plain(twin);
  for (const one of twin.querySelectorAll(NOT_COPIED)) one.remove();
  for (const one of twin.querySelectorAll("[name]")) {
    const [from] = [...place.querySelectorAll(`[name="${CSS.escape(one.name)}"]`)].filter(
      (other) => other.type !== "radio" || other.value === one.value,
    );
    if (one.type === "file") one.files = from.files;
    else if (["checkbox", "radio"].includes(one.type)) one.checked = from.checked;
    else if (one.localName !== "button") one.value = from.value;
  }
  for (const one of twin.querySelectorAll("*")) {
    const names = one.localName === "button" ? [...NAMED, "value"] : NAMED;
    for (const name of names) {
      const value = one.getAttribute(name);
      if (value?.includes(own)) one.setAttribute(name, value.replace(number, `sections-${total.value}`));
    }
  }
  const made = sectionOf(twin);
  fieldOf(made, "key").value = fieldOf(made, "was").value = "";
  take(twin, place.nextElementSibling);
  made.querySelector(".fold").focus();
  say(`A copy of ${nameOf(section)} is below it.`);
}

function showRemoved(section) {
  const removed = isRemoved(section);
  section.classList.toggle("removed", removed);
  for (const one of section.querySelectorAll(".put-away .verb")) one.textContent = removed ? "Undo removal" : "Remove";
}

function putAway(section) {
  const box = fieldOf(section, "DELETE");
  box.checked = !box.checked;
  showRemoved(section);
  if (box.checked) fold(section, true);
  touch();
  say(box.checked ? `${nameOf(section)} will be removed when you save. Press “Undo removal” to keep it.` : `${nameOf(section)} is kept.`);
}

function close(menu) {
  const button = menu.previousElementSibling;
  button.setAttribute("aria-expanded", "false");
  menu.remove();
  button.focus();
}

function choose(button) {
  const open = form.querySelector(".insert-here > .kinds");
  const again = open?.previousElementSibling === button;
  if (open) close(open);
  if (again || isFull()) return;
  button.after(kinds.content.firstElementChild.cloneNode(true));
  button.setAttribute("aria-expanded", "true");
  button.nextElementSibling.querySelector("button").focus();
}

form.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=arrange], .put-away");
  if (!button) return;
  event.preventDefault();
  const section = button.closest(".section");
  const act = button.value.split(" ")[0];
  if (button.matches(".put-away")) putAway(section);
  else if (button.dataset.kind) {
    const before = button.closest(".place");
    close(button.closest(".kinds"));
    insert(button.dataset.kind, before);
  } else if (act === "insert") choose(button);
  else if (act === "copy") copy(section);
  else move(section, act === "up" ? -1 : 1);
});
form.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && event.target.closest(".insert-here > .kinds");
  if (menu) close(menu);
});
list.addEventListener("input", ({ target }) => {
  if (target.name?.endsWith("-heading")) rename(target.closest(".section"));
});

// The blank section at the end is for browsers without JavaScript. One that was inserted before another
// has a lower number, and without it the total would leave the other one out.
const isBlank = (section) =>
  "blank" in section.dataset && !["heading", "body"].some((name) => fieldOf(section, name)?.value.trim());
const last = list.lastElementChild;
const isLastNumber = (section) => fieldOf(section, "order").name === `sections-${total.value - 1}-order`;
if (last && isBlank(sectionOf(last)) && isLastNumber(sectionOf(last)) && places().length > 1) {
  last.remove();
  total.value = Number(total.value) - 1;
}
form.classList.add("scripted");
sections().forEach(enhance);
number();
begin();
expect(list);
