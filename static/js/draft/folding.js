// Folds sections to their headings, and remembers in this tab which are folded.
import { fieldOf, firstWords, form, isNamedByText, list, placeOf, sections } from "./list.js";
import { attempt } from "../attempt.js";

const MANY = 12; // sections: a longer page opens folded
const SHOWN = 90; // characters of the text
const store = `folds:${form.dataset.page}`;
const kept = new Map(attempt(() => JSON.parse(sessionStorage.getItem(store))) ?? []);

const contentOf = (section) => section.querySelector(".section-content");
export const isFolded = (section) => contentOf(section).hidden;

export function fold(section, yes) {
  section.classList.toggle("folded", yes);
  contentOf(section).hidden = yes && "until-found"; // by the browser's own search, where it can
  section.querySelector(".fold").setAttribute("aria-expanded", !yes);
  section.querySelector(".first-words").textContent = yes && !isNamedByText(section) ? firstWords(section, SHOWN) : "";
}

function keep() {
  for (const one of sections()) kept.set(fieldOf(one, "key").value, isFolded(one));
  attempt(() => sessionStorage.setItem(store, JSON.stringify([...kept])));
}

// Unfolds what the element lies in.
export function reveal(element) {
  const section = element?.closest(".section");
  if (section && isFolded(section)) fold(section, false);
  return section;
}

function foldAll(yes) {
  sections().forEach((one) => fold(one, yes));
  keep();
}

// Whether it has to be read now, however long the page is.
const isUrgent = (section) => section.querySelector(".mark.wrong, .errorlist") !== null;

export function begin() {
  const all = sections();
  for (const one of all) {
    const yes = kept.get(fieldOf(one, "key").value) ?? all.length > MANY;
    fold(one, yes && !isUrgent(one) && !("blank" in one.dataset));
  }
  for (const one of document.querySelectorAll(".folds")) one.hidden = false;
  reveal(document.getElementById(location.hash.slice(1)));
}

list.addEventListener("click", (event) => {
  const head = event.target.closest(".fold, .section-name");
  if (!head) return;
  const section = head.closest(".section");
  fold(section, !isFolded(section));
  keep();
});
document.addEventListener("click", (event) => {
  const all = event.target.closest("[data-fold]");
  if (all) foldAll(all.dataset.fold === "yes");
});
list.addEventListener("beforematch", ({ target }) => reveal(target) && keep());
addEventListener("hashchange", () => reveal(document.getElementById(location.hash.slice(1))));

// The outline is made when it is opened: headings change with each key.
const outline = document.querySelector(".outline");
outline.addEventListener("toggle", () => {
  const lines = sections().map((section) => {
    const link = document.createElement("a");
    link.href = `#${section.id}`;
    link.textContent = placeOf(section).querySelector(".called").textContent;
    const line = document.createElement("li");
    line.append(link);
    return line;
  });
  if (outline.open) outline.querySelector("ol").replaceChildren(...lines);
});
