// Reloads the times whenever the service, the therapist, the number of visits or the day changes. If that
// fails, the server shows the new times before it books an outdated one.
const DEPENDS_ON = ["service", "therapist", "visits", "from_day"];
const said = document.createElement("p");
let running = null;

async function renew(form) {
  running?.abort();
  running = new AbortController();
  const body = new URLSearchParams(new FormData(form));
  body.append("show", "");
  const answer = await fetch(form.action, { method: "POST", body, redirect: "error", signal: running.signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("times").replaceWith(page.getElementById("times"));
  said.textContent = "The times now match your choices.";
}

function change({ target }) {
  said.textContent = "";
  if (DEPENDS_ON.includes(target.name)) renew(target.form).catch(() => {});
}

const times = document.getElementById("times");
said.className = "visually-hidden";
said.setAttribute("role", "status");
times.after(said);
times.form.addEventListener("change", change);
