// Lets the pictures of a search result and of a card follow what is typed.
const form = document.querySelector(".draft-form");
const place = document.getElementById("looks");
const value = (name) => form.elements[name]?.value.trim().replace(/\s+/g, " ") ?? "";
const beginning = place.querySelector("[data-shown='description']").textContent;
const hadOwn = Boolean(value("seo_description") || value("summary"));

function cut(text, limit) {
  const letters = [...text];
  return letters.length > limit ? `${letters.slice(0, limit - 1).join("")}…` : text;
}

function show(name, text, otherwise) {
  const count = place.querySelector(`[data-count="${name}"]`);
  count.textContent = [...text].length;
  const shown = name === "title" ? text : cut(text, Number(count.dataset.limit));
  for (const one of place.querySelectorAll(`[data-shown="${name}"]`)) one.textContent = shown || otherwise;
}

// Without a description or a summary, the beginning of the text as it was last saved is shown.
form.addEventListener("input", () => {
  show("title", value("title"), "Untitled");
  show("description", value("seo_description") || value("summary") || (hadOwn ? "" : beginning), "");
});
