// Sends remarks without leaving the draft, so that nothing typed in it is touched; and keeps in this tab
// a remark that is not sent yet, while the draft is saved or another remark is answered.
import { attempt } from "../attempt.js";

const id = "together";
const place = document.getElementById("keeping").dataset;
const store = `remarks:${place.account}:${place.page}`;
const WORDS = "textarea";
const kept = new Map(attempt(() => JSON.parse(sessionStorage.getItem(store))) ?? []);
let isLeft = false;

const keep = () => attempt(() => sessionStorage.setItem(store, JSON.stringify([...kept])));

// A remark also says which section it is about.
function remember(form) {
  const isEmpty = ![...form.querySelectorAll(WORDS)].some((one) => one.value.trim());
  for (const one of form.querySelectorAll(`${WORDS}, #new-remark select`)) {
    if (isEmpty) kept.delete(one.id);
    else kept.set(one.id, one.value);
  }
  keep();
}

function putBack() {
  for (const [name, value] of kept) {
    const field = document.getElementById(id).querySelector(`#${CSS.escape(name)}`);
    if (!field || (field.matches(WORDS) && field.value)) continue;
    field.value = value;
    for (let one = field.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
  }
}

document.addEventListener("input", ({ target }) => {
  const form = target.closest(`#${id} form`);
  if (form) remember(form);
});

document.addEventListener("submit", async (event) => {
  const part = event.target.closest(`#${id}`);
  if (event.defaultPrevented) return; // it is asked first whether it can be sent
  if (!part) {
    isLeft = event.target.method === "post"; // what is kept is put back on the next screen
    return;
  }
  event.preventDefault();
  const { target: form, submitter } = event;
  const body = new FormData(form, submitter);
  const said = /^(say|answer)\b/.test(submitter?.value) ? [...form.elements].map((one) => one.id) : [];
  const buttons = [...part.querySelectorAll("button")];
  for (const one of buttons) one.disabled = true;
  let answer;
  try {
    answer = await fetch(part.dataset.part, { method: "POST", body });
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.getElementById(id);
    if (!fresh) throw new Error("no remarks in the answer");
    const wrong = fresh.querySelector("[aria-invalid], .errorlist, .errornote");
    if (!wrong) said.forEach((name) => kept.delete(name));
    keep();
    part.replaceWith(fresh);
    putBack();
    fresh.tabIndex = -1;
    (wrong?.closest("form").querySelector("textarea, select") ?? fresh).focus();
  } catch {
    for (const one of buttons) one.disabled = false;
    const note = document.getElementById(answer?.redirected ? "logged-out" : "offline");
    note.hidden = false;
    note.focus();
  }
});
addEventListener("beforeunload", (event) => {
  const isWriting = [...kept.keys()].some((name) => document.getElementById(name));
  if (isWriting && !isLeft) event.preventDefault();
});
addEventListener("pageshow", () => (isLeft = false));
putBack();
