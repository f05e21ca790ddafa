// Lists the patients who match while a caller's details are typed. Without this script, “Find a patient” does.
const FEWEST = 3; // characters of any one field
const PAUSE = 250; // milliseconds without a key
const FIELDS = ["name", "phone", "email"];

const list = document.querySelector("[data-find]");
const said = document.querySelector("[data-found]");
const form = list?.closest("form");
let running = null;
let timer = null;

// Only how many there are is read out: all their numbers would be too much at each key.
function show(html) {
  list.innerHTML = html;
  const count = list.querySelectorAll("li").length;
  if (count) said.textContent = count === 1 ? "1 patient found." : `${count} patients found.`;
  else said.textContent = list.textContent.trim();
}

async function find() {
  running?.abort();
  running = new AbortController();
  const typed = FIELDS.map((name) => [name, form.elements[name].value.trim()]);
  if (!typed.some(([, value]) => value.length >= FEWEST)) {
    show("");
    return;
  }
  const csrf = form.elements.csrfmiddlewaretoken.value;
  const body = new URLSearchParams([...typed, ["csrfmiddlewaretoken", csrf]]);
  try {
    const signal = running.signal;
    const answer = await fetch(list.dataset.find, { method: "POST", body, redirect: "error", signal });
    if (answer.ok) show(await answer.text());
  } catch {
    // The button “Find a patient” is still there.
  }
}

form?.addEventListener("input", (event) => {
  if (!FIELDS.includes(event.target.name)) return;
  clearTimeout(timer);
  timer = setTimeout(find, PAUSE);
});
