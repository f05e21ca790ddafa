// Warns before unsaved changes are lost, and asks before it sends whether that can succeed.
import { token } from "../token.js";

const form = document.querySelector(".draft-form");
let unsaved = form.dataset.unsaved === "yes";
export function touched() {
  unsaved = true;
}
form.addEventListener("input", touched);
form.addEventListener("change", touched);
// Posting without a connection, or after the session has ended (or another has begun in another tab),
// would lose the form. So every button checks first, including those of the forms beside it.
const LONG = 10_000; // milliseconds without an answer
const told = {
  offline: document.getElementById("offline"),
  loggedOut: document.getElementById("logged-out"),
};
let asking = false;
let checked = false;

async function obstacle() {
  const signal = AbortSignal.timeout(LONG);
  const options = { method: "HEAD", cache: "no-store", redirect: "manual", signal };
  try {
    const answer = await fetch(form.action, options);
    if (answer.type === "opaqueredirect") return "loggedOut";
    return answer.status < 500 ? null : "offline"; // such as from a proxy that cannot reach us
  } catch {
    return "offline";
  }
}

async function send(event) {
  const sent = event.target;
  if (sent.method !== "post" || event.defaultPrevented) return;
  if (checked) {
    if (sent === form) unsaved = false;
    return;
  }
  event.preventDefault();
  if (asking) return;
  asking = true;
  const found = await obstacle();
  asking = false;
  for (const [name, note] of Object.entries(told)) note.hidden = name !== found;
  if (found) {
    told[found].focus();
    return;
  }
  sent.elements.csrfmiddlewaretoken.value = token();
  checked = true;
  sent.requestSubmit(event.submitter);
  checked = false;
}
document.addEventListener("submit", send);
addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});
