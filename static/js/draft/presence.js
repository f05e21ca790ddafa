// Says who else has this page open, and in which section they are writing. Nothing is locked.
import { token } from "../token.js";

const EVERY = 20_000; // milliseconds
const SOON = 1500; // milliseconds in another section
const form = document.querySelector(".draft-form");
const place = document.getElementById("keeping");
const told = place.querySelector(".others-here");
const { here } = place.dataset;

const keyOf = (section) => section?.querySelector("[name$=-key]")?.value ?? "";
const ownSection = () => keyOf(document.activeElement?.closest(".draft-form [data-section]"));

function ask(fields, options = {}) {
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token() });
  // Not "error": of somebody who has been logged out, browsers would log each as a failure.
  return fetch(here, { method: "POST", body, redirect: "manual", ...options });
}

function show(others) {
  const sections = new Map([...form.querySelectorAll("[data-section]")].map((one) => [keyOf(one), one]));
  for (const note of form.querySelectorAll(".writing-here")) note.remove();
  const sentences = others.map(({ who, section }) => {
    const found = section && sections.get(section);
    if (!found) return `${who} has this page open too.`;
    const note = document.createElement("span");
    note.className = "writing-here";
    note.textContent = `${who} is writing here`;
    const legend = found.querySelector("legend");
    const name = legend.textContent.trim();
    legend.after(note);
    return `${who} is writing in “${name}”.`;
  });
  const words = sentences.join(" ");
  if (told.textContent.trim() !== words) told.textContent = words;
}

let section;
async function ping() {
  if (document.hidden) return;
  section = ownSection();
  try {
    const answer = await ask({ section });
    show(answer.ok ? (await answer.json()).others : []);
  } catch {
    show([]); // nobody can be seen from here
  }
}

let soon;
form.addEventListener("focusin", () => {
  clearTimeout(soon);
  soon = setTimeout(() => ownSection() !== section && ping(), SOON);
});
document.addEventListener("visibilitychange", ping);
addEventListener("pagehide", () => ask({ left: "yes" }, { keepalive: true }).catch(() => {}));
setInterval(ping, EVERY);
ping();
