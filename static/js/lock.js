// Locks the desk after some minutes in which nobody did anything, in all its tabs at once. The server
// locks it too, by its own clock; this hides what is on the screen, and keeps what is being typed.
const { idle, lock, here, unlock, login, name } = document.querySelector("[data-idle]").dataset;
const IDLE = Number(idle) * 60_000; // milliseconds
const TOLD_EVERY = 60_000; // milliseconds
const LOOK_EVERY = 5000; // milliseconds
const ACTIVE = "desk:active";
const LOCKED = "desk:locked";
const UNREACHED = "The website can’t be reached right now. Try again in a moment.";
const PAUSED = "Too many wrong passwords were entered. Wait 15 minutes, then try again.";

// The storage can be forbidden: then each tab counts for itself.
const own = new Map();
function read(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return own.get(key) ?? null;
  }
}
function write(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    own.set(key, value);
  }
}

function post(address, fields = {}) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: token });
  return fetch(address, { method: "POST", body, redirect: "error" });
}

let told = Date.now();
function active() {
  if (dialog.open) return;
  const now = Date.now();
  if (now - Number(read(ACTIVE)) < 1000) return;
  write(ACTIVE, now);
  if (now - told < TOLD_EVERY) return;
  told = now;
  post(here).then((answer) => answer.status === 403 && cover(), () => {});
}

function look() {
  if (read(LOCKED) === "yes" || Date.now() - Number(read(ACTIVE)) >= IDLE) cover();
  else if (dialog.open) uncover();
}

const dialog = document.createElement("dialog");
dialog.className = "lock";
dialog.setAttribute("aria-labelledby", "lock-heading");
dialog.innerHTML = `
  <h2 id="lock-heading">The desk is locked</h2>
  <p>It was not used for a while. What you typed is still here.</p>
  <p class="lock-error" role="alert"></p>
  <form>
    <label for="lock-password"></label>
    <input type="password" id="lock-password" autocomplete="current-password">
    <button class="button default">Unlock</button>
  </form>
  <p><a>Use a passkey, or log in as someone else</a> (this leaves the page)</p>`;
const field = dialog.querySelector("input");
const said = dialog.querySelector(".lock-error");
dialog.querySelector("label").textContent = `Password for ${name}`;
dialog.querySelector("a").href = `${login}?next=${encodeURIComponent(location.pathname + location.search)}`;
dialog.addEventListener("cancel", (event) => event.preventDefault());

function cover() {
  if (dialog.open) return;
  document.documentElement.classList.add("is-locked");
  dialog.showModal();
  if (read(LOCKED) === "yes") return;
  write(LOCKED, "yes");
  post(lock).catch(() => {});
}

function uncover() {
  document.documentElement.classList.remove("is-locked");
  field.value = said.textContent = "";
  dialog.close();
}

async function open(event) {
  event.preventDefault();
  said.textContent = "";
  try {
    const answer = await post(unlock, { password: field.value });
    if (answer.status === 204) {
      write(ACTIVE, Date.now());
      write(LOCKED, "no");
      uncover();
    } else if (answer.status === 403) location.assign(dialog.querySelector("a").href);
    else said.textContent = answer.status === 429 ? PAUSED : await answer.text();
  } catch {
    said.textContent = UNREACHED;
  }
}

dialog.querySelector("form").addEventListener("submit", open);
document.body.append(dialog);
// The server answered this page, so the desk is open.
write(LOCKED, "no");
write(ACTIVE, Date.now());
for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"])
  addEventListener(kind, active, { passive: true });
addEventListener("storage", ({ key }) => (key === LOCKED || key === ACTIVE) && look());
for (const kind of ["pageshow", "focus", "visibilitychange"]) addEventListener(kind, look);
setInterval(look, LOOK_EVERY);
