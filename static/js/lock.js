// Locks the desk after some minutes in which nobody did anything, in all its tabs at once. The server
// locks it too, by its own clock; this hides what is on the screen, and keeps what is being typed.
const { idle, lock, here, unlock, login, name } = document.querySelector("[data-idle]").dataset;
const IDLE = Number(idle) * 60_000; // milliseconds
const TOLD_EVERY = 60_000; // milliseconds
const LOOK_EVERY = 5000; // milliseconds
const ACTIVE = "desk:active";
const LOCKED = "desk:locked";
const WHO = "desk:who"; // is logged in, in this browser
const TOKEN = "desk:token"; // of their log-in: a page that was left open has an older one
const IDLED = "It was not used for a while. What you typed is still here.";
const SOMEBODY_ELSE = `Somebody else has logged in. What ${name} typed is still here, and is shown again once ${name} logs in.`;
const UNREACHED = "The website can’t be reached right now. Try again in a moment.";
const PAUSED = "Too many wrong passwords were entered. Wait 15 minutes, then try again.";
const OUT = "You were logged out. Use the link below to log in, then come back to this tab: what you typed is still here.";

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
  const body = new URLSearchParams({ ...fields, csrfmiddlewaretoken: read(TOKEN) });
  return fetch(address, { method: "POST", body, redirect: "error" });
}

const isOthers = () => read(WHO) !== name;

let told = Date.now();
function active() {
  if (dialog.open || isOthers()) return;
  const now = Date.now();
  if (now - Number(read(ACTIVE)) < 1000) return;
  write(ACTIVE, now);
  if (now - told < TOLD_EVERY) return;
  told = now;
  post(here).then((answer) => answer.status === 403 && cover(), () => {});
}

function look() {
  const isIdle = Date.now() - Number(read(ACTIVE)) >= IDLE;
  if (isOthers() || read(LOCKED) === "yes" || isIdle) cover();
  else if (dialog.open) uncover();
}

const dialog = document.createElement("dialog");
dialog.className = "lock";
dialog.setAttribute("aria-labelledby", "lock-heading");
dialog.setAttribute("closedby", "none");
dialog.innerHTML = `
  <h2 id="lock-heading">The desk is locked</h2>
  <p class="lock-why"></p>
  <p class="lock-error" role="alert"></p>
  <form>
    <label for="lock-password"></label>
    <input type="password" id="lock-password" autocomplete="current-password">
    <button class="button default">Unlock</button>
  </form>
  <p><a class="lock-in" target="_blank">Use a passkey, or log in again</a> (in a new tab)</p>
  <p><a class="lock-anew">Reload this page</a> (what was typed is lost)</p>`;
const field = dialog.querySelector("input");
const said = dialog.querySelector(".lock-error");
dialog.querySelector("label").textContent = `Password for ${name}`;
dialog.querySelector(".lock-in").href = `${login}?next=${encodeURIComponent(location.pathname + location.search)}`;
dialog.querySelector(".lock-anew").href = location.pathname + location.search;
dialog.addEventListener("cancel", (event) => event.preventDefault());
dialog.addEventListener("close", look); // a browser may close it all the same

function cover() {
  dialog.querySelector(".lock-why").textContent = isOthers() ? SOMEBODY_ELSE : IDLED;
  dialog.querySelector("form").hidden = isOthers();
  if (!dialog.open) {
    document.documentElement.classList.add("is-locked");
    dialog.showModal();
  }
  if (isOthers() || read(LOCKED) === "yes") return;
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
      look();
    } else if (answer.status === 403) said.textContent = OUT;
    else said.textContent = answer.status === 429 ? PAUSED : await answer.text();
  } catch {
    said.textContent = UNREACHED;
  }
}

dialog.querySelector("form").addEventListener("submit", open);
document.body.append(dialog);
// The server answered this page, so the desk is open, to this person.
write(WHO, name);
write(TOKEN, document.querySelector("[name=csrfmiddlewaretoken]").value);
write(ACTIVE, Date.now());
write(LOCKED, "no");
for (const kind of ["keydown", "pointerdown", "wheel", "touchmove"])
  addEventListener(kind, active, { passive: true });
addEventListener("storage", ({ key }) => [LOCKED, ACTIVE, WHO].includes(key) && look());
for (const kind of ["pageshow", "focus", "visibilitychange"]) addEventListener(kind, look);
setInterval(look, LOOK_EVERY);
