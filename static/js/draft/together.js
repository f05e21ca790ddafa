// Sends remarks without leaving the draft, so that nothing typed in it is touched.
const id = "together";

document.addEventListener("submit", async (event) => {
  const part = event.target.closest(`#${id}`);
  if (!part) return;
  event.preventDefault();
  const { target: form, submitter } = event;
  const body = new FormData(form, submitter);
  const buttons = [...part.querySelectorAll("button")];
  for (const one of buttons) one.disabled = true;
  try {
    const answer = await fetch(part.dataset.part, { method: "POST", body });
    const holder = document.createElement("template");
    holder.innerHTML = await answer.text();
    const fresh = holder.content.getElementById(id);
    if (!fresh) throw new Error("no remarks in the answer");
    part.replaceWith(fresh);
    fresh.tabIndex = -1;
    const wrong = fresh.querySelector("[aria-invalid], .errorlist, .errornote");
    (wrong?.closest("form").querySelector("textarea, select") ?? fresh).focus();
  } catch {
    for (const one of buttons) one.disabled = false;
    const known = document.getElementById("logged-out");
    const note = document.cookie.includes("csrftoken=") ? document.getElementById("offline") : known;
    note.hidden = false;
    note.focus();
  }
});
