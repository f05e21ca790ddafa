// Keeps what is typed into a draft and not saved yet: in this browser within two seconds, and on the
// website within a minute; and says so. What an earlier form kept here is sent when the next one opens.
import { showState } from "./bar.js";
import { markSent, put, recordsOf, remove } from "./kept_here.js";
import { bodyOf, post } from "./keeping_post.js";
import { newKey } from "./list.js";
import { token } from "../token.js";

const LOOK_EVERY = 2000; // milliseconds
const SEND_EVERY = 15_000; // milliseconds
const TRY_AGAIN = [4000, 8000, 15_000, 30_000]; // milliseconds, after each failure
const AGAIN = 10_000; // milliseconds until earlier text is sent again
const MOST_AT_THE_END = 60_000; // bytes that a browser sends after its page has closed: 64 KiB
const NOT_TYPED = ["csrfmiddlewaretoken", "writing", "took"];
const WORDS = {
  offline:
    "You are offline. What you type is kept on this computer, and is sent once you are connected.",
  loggedOut:
    "You have been logged out. What you type is kept on this computer, and is sent once you log in again in another tab.",
  others:
    "Someone else is now logged in on this computer. What you type is kept here, and is sent once you log in again.",
  down:
    "The website can’t be reached right now. What you type is kept on this computer, and is sent later.",
};
// For the bar with the buttons.
const IN_SHORT = {
  kept: (time) => `Not saved yet, kept at ${time}`,
  offline: () => "Offline, not saved yet",
  loggedOut: () => "Logged out, not saved yet",
  others: () => "Not saved yet",
  down: () => "Website unavailable, not saved yet",
};
const FULL =
  "This computer can’t keep what you type: its storage is full or switched off. Save often.";
const WAITING =
  "You have unsaved text on this computer. It will appear here once the website can be reached.";
const NOWHERE =
  "What you type can’t be kept right now, neither on this computer nor on the website. Copy your text to be safe.";

const form = document.querySelector(".draft-form");
const place = document.getElementById("keeping");
const [shown, spoken] = place.querySelectorAll("p");
document.querySelector(".draft-acts").prepend(shown); // always in sight
const offers = place.querySelector(".unsaved");
const { keep, list, account, page, draft, takenUp } = place.dataset;
const writing = form.elements.writing;
const begin = () => (writing.value = newKey());
if (!writing.value) begin();

let last; // what the form held when it was kept last; undefined until somebody does something
let unsent = null; // the newest record that the website does not have
let isSending = false;
let isSubmitted = false;
let failures = 0;
let nextTry = 0;
let state = navigator.onLine ? "" : "offline";
let keptAt = "";
let isFull = false;

function tell() {
  const fails = !["", "kept"].includes(state);
  const words = isFull ? (fails ? NOWHERE : FULL) : fails ? WORDS[state] : "";
  shown.textContent = words;
  shown.hidden = !words;
  if (isFull) showState("Not kept, not saved yet");
  else if (state && last !== undefined) showState(IN_SHORT[state](keptAt));
  const said = `${state} ${isFull}`;
  if (spoken.dataset.said !== said && (fails || isFull || spoken.dataset.said)) {
    spoken.textContent = words;
    spoken.dataset.said = said;
  }
}

function read() {
  const fields = [];
  const files = [];
  for (const [name, value] of new FormData(form)) {
    if (value instanceof File) value.name && files.push(value.name);
    else if (!NOT_TYPED.includes(name)) fields.push([name, value]);
  }
  return { fields, files };
}

function say(next) {
  if (next === "kept") {
    const hour = { hour: "numeric", minute: "2-digit", timeZone: "America/Toronto" };
    keptAt = new Date().toLocaleTimeString("en-US", hour);
  }
  state = next;
  tell();
}

function look() {
  if (last === undefined) return;
  const typed = read();
  const text = JSON.stringify(typed);
  if (text === last) return;
  last = text;
  isSubmitted = false;
  const took = form.elements.took.value;
  const record = { account, page, draft, keep, took, writing: writing.value, number: Date.now(), ...typed };
  unsent = record;
  return put(record).then(
    () => full(false),
    () => full(true),
  );
}

function full(is) {
  isFull = is;
  if (!state || state === "kept") say("kept");
  else tell();
}

async function send() {
  if (!unsent || isSending || Date.now() < nextTry) return;
  isSending = true;
  const record = unsent;
  const found = await post(record);
  isSending = false;
  if (found === "saved") {
    await remove(record).catch(() => {});
    if (record.writing === writing.value) begin();
    // Of this form itself, on its way; or else by the same person, who took these words up elsewhere.
    if (isSubmitted) unsent = null;
    else last = "";
    return;
  }
  failures = found === "kept" ? 0 : failures + 1;
  nextTry = Date.now() + (failures ? TRY_AGAIN[Math.min(failures, TRY_AGAIN.length) - 1] : SEND_EVERY);
  if (found === "kept") {
    if (unsent === record) unsent = null;
    markSent(record).catch(() => {});
  }
  say(found);
}

function atOnce() {
  look();
  nextTry = 0;
  send();
}

function leave() {
  look();
  if (!unsent || isSubmitted) return;
  const body = new URLSearchParams(bodyOf(unsent)); // a third of what it is in parts, on a long page
  if (body.toString().length < MOST_AT_THE_END)
    fetch(keep, { method: "POST", body, redirect: "manual", keepalive: true }).catch(() => {});
}

// Before anything changes: the scripts of the form put its fields in order by themselves.
const first = () => (last ??= JSON.stringify(read()));
for (const kind of ["keydown", "pointerdown", "beforeinput", "paste", "drop"])
  addEventListener(kind, first, { capture: true });
form.addEventListener("input", () => (last ??= "")); // by the browser itself, which says so afterwards
if (form.dataset.unsaved === "yes" && !takenUp) last = "";

setInterval(() => {
  look();
  send();
}, LOOK_EVERY);
addEventListener("blur", look);
addEventListener("pagehide", leave);
addEventListener("focus", atOnce); // back from a tab in which they have logged in
document.addEventListener("visibilitychange", atOnce);
addEventListener("online", () => {
  if (state === "offline") say(last === undefined ? "" : "down");
  atOnce();
});
addEventListener("offline", () => say("offline"));
// Somebody has logged in, in another tab.
addEventListener("storage", ({ key }) => key === "desk:token" && atOnce());
// “Back” shows the form as it was when it was saved: what is typed now is another writing.
addEventListener("pageshow", ({ persisted }) => persisted && begin());
document.addEventListener("submit", (event) => {
  if (event.target !== form || event.defaultPrevented) return;
  look();
  isSubmitted = true;
  setTimeout(begin); // the form is on its way with the former one
});

// What earlier forms kept here, which were closed before they could send it.
async function catchUp(records) {
  for (const one of records) {
    const found = await post(one);
    if (found === "saved") await remove(one);
    else if (found === "kept" && !one.isSent) await markSent(one);
    else if (found !== "kept") return false;
  }
  return true;
}

async function newOffers() {
  const answer = await fetch(list, { cache: "no-store", redirect: "error" });
  if (!answer.ok) throw new Error(answer.status);
  offers.innerHTML = await answer.text();
}

let isListOld = false;
async function offer() {
  const earlier = await recordsOf(account).catch(() => []);
  const records = earlier.filter(({ writing: other }) => other !== writing.value);
  isListOld ||= records.some(({ page: other, isSent }) => other === page && !isSent);
  try {
    if (!(await catchUp(records))) throw new Error("not sent");
    if (isListOld) await newOffers();
    isListOld = false;
    if (shown.textContent === WAITING) tell();
  } catch {
    if (isListOld && !state) {
      shown.textContent = WAITING;
      shown.hidden = false;
    }
    setTimeout(offer, AGAIN);
  }
  for (const one of offers.querySelectorAll("[data-writing]")) {
    const isHere = records.some((record) => record.writing === one.dataset.writing);
    const where = one.querySelector(".typed-where");
    if (where) where.textContent = isHere ? " on this computer" : " in another browser or on another computer";
    if ([takenUp, writing.value].includes(one.dataset.writing)) one.remove();
  }
  place.dataset.looked = "yes";
}

offers.addEventListener("submit", async (event) => {
  event.preventDefault();
  const asked = event.target;
  const body = new FormData(asked);
  body.set("csrfmiddlewaretoken", token());
  const answer = await fetch(asked.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
  if (answer?.type !== "opaqueredirect") return say("down");
  asked.closest("[data-writing]").remove();
  shown.textContent = spoken.textContent = "The text is hidden. You can still find it under “Unsaved text that you have hidden”.";
  shown.hidden = false;
});

tell();
offer();
