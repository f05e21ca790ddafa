// The sections of a draft, for the scripts that work with them.
export const form = document.querySelector(".draft-form");
export const list = document.getElementById("sections");
const NAME = 60; // characters
const READ = 600; // characters of a text with its markup
const holder = document.createElement("template");
const spoken = document.createElement("p");
spoken.className = "visually-hidden";
spoken.setAttribute("role", "status");
list.after(spoken);

// Each lies in a place of its own, with “Insert here” before it.
export const places = () => [...list.children];
export const sectionOf = (place) => place.querySelector(".section");
export const sections = () => places().map(sectionOf);
export const placeOf = (section) => section.parentElement;
export const fieldOf = (section, name) => section.querySelector(`[name$="-${name}"]`);
export const isRemoved = (section) => Boolean(fieldOf(section, "DELETE")?.checked);

// A random UUID: `crypto.randomUUID` is there under https alone, which an office's own network may lack.
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// The first words of its text, without the markup.
export function firstWords(section, most) {
  holder.innerHTML = (fieldOf(section, "body")?.value ?? "").slice(0, READ).replaceAll("<", " <");
  return holder.content.textContent.replace(/\s+/g, " ").trim().slice(0, most);
}

export const isNamedByText = (section) => section.dataset.section === "text" && !fieldOf(section, "heading").value.trim();

export function nameOf(section) {
  if (isNamedByText(section)) return firstWords(section, NAME) || "New section";
  return fieldOf(section, "heading")?.value.trim() || section.querySelector(".kind").textContent;
}

export function rename(section) {
  const called = nameOf(section);
  for (const one of placeOf(section).querySelectorAll(".called")) one.textContent = called;
}

// A screen reader says a sentence again only if it changes.
export function say(words) {
  spoken.textContent = "";
  setTimeout(() => (spoken.textContent = words));
}

// As if somebody had typed: it is not saved, and the advice and the page beside it follow.
export function touch() {
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

export function number() {
  const all = sections();
  all.forEach((section, index) => {
    fieldOf(section, "order").value = index + 1;
    section.querySelector("[value^='up ']").disabled = index === 0;
    section.querySelector("[value^='down ']").disabled = index === all.length - 1;
  });
}
