// Keeps the advice in step with what is typed: what would be published now, not what was saved last.
const PAUSE = 1500; // milliseconds without a key
const form = document.querySelector(".draft-form");
const place = document.querySelector("aside > .advice");
const loggedOut = document.getElementById("logged-out");
let pause;
let asked = 0;

// Silent once the session has ended: saving says why.
const isLoggedOut = () => !loggedOut.hidden || !document.cookie.includes("csrftoken=");

async function advise() {
  if (isLoggedOut()) return;
  const number = ++asked;
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  body.set("do", "advise");
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "error" });
    if (!answer.ok || number !== asked) return;
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    place.replaceChildren(...holder.content.querySelector(".advice").children);
  } catch {
    // These are only suggestions: the last ones stay.
  }
}

form.addEventListener("input", () => {
  clearTimeout(pause);
  pause = setTimeout(advise, PAUSE);
});
