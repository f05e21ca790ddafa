// Images of a draft: uploaded as soon as they are chosen, pasted or dropped, so that they are seen before
// anything is saved; or chosen from the library. Without this script, a file is sent with the form, and
// an image of the library is named by its number.
import { showState } from "./bar.js";
import { draw, put } from "./focus.js";
import { library } from "./library.js";
import { placeOf } from "./list.js";
import { insert } from "./sections.js";
import { touched } from "./sending.js";
import { token } from "../token.js";

const LONG = 120_000; // milliseconds for an upload
const form = document.querySelector(".draft-form");
const dialog = document.getElementById("library");
const largest = Number(dialog.dataset.largest);
const TOO_LARGE = `The file is larger than ${largest / 1_000_000} MB. Make the image smaller first.`;
const LATER = " It will be uploaded when you save.";
const AGAIN = " Please add it again later.";
const OFFLINE = "You seem to be offline, so the image was not uploaded.";
const LOGGED_OUT = "You have been logged out, so the image was not uploaded. Log in in another tab.";
const DOWN = "The image could not be uploaded right now.";
const DESCRIBE = " Describe it for people who can’t see it, then save the draft.";
const DESCRIBED = " Check that the description fits it, then save the draft.";
const UPLOADED = "The image is uploaded.";
const CHOSEN = "The image is chosen.";
const FULL = "The page is full, so not all images were added.";
const sending = new Set();

const one = (field, name) => field.querySelector(`[name$="${name}"]`);
const isImage = (file) => file.type.startsWith("image/") || /\.(hei[cf]|avif)$/i.test(file.name);

function say(field, words) {
  field.querySelector(".picture-note").textContent = words;
}

function show(field, image, done) {
  const alt = one(field, "alt");
  const stage = field.querySelector("[data-stage]");
  const before = alt.value;
  const isOwn = !before || before === alt.dataset.own || before === alt.defaultValue;
  one(field, "image").value = image.pk;
  if (isOwn && image.alt) alt.value = image.alt; // without one, what is there may fit, and is not lost
  alt.dataset.own = image.alt;
  for (const box of field.querySelectorAll("[data-stage], [data-shapes] figure")) {
    const picture = box.querySelector("img") ?? document.createElement("img");
    if (!picture.isConnected) box.prepend(picture);
    picture.src = image.url;
    picture.alt = box === stage ? alt.value : "";
    if (box !== stage) picture.className = `cropped crop-${box.dataset.shape}`;
  }
  const shown = stage.querySelector("img");
  for (const name of ["width", "height"]) shown.setAttribute(name, image[name]);
  for (const each of field.querySelectorAll("[data-stage], [data-shapes], [data-without]")) each.hidden = false;
  one(field, "without_image").checked = false;
  put(field, image.x ?? 50, image.y ?? 50);
  draw(field);
  touched();
  field.closest("details")?.setAttribute("open", "");
  say(field, done + (alt.value ? DESCRIBED : DESCRIBE));
  alt.focus();
}

async function answerTo(file) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token());
  body.append("upload", file, file.name || "pasted");
  const signal = AbortSignal.timeout(LONG);
  let answer;
  try {
    answer = await fetch(dialog.dataset.upload, { method: "POST", body, signal, redirect: "manual" });
  } catch {
    return { failed: OFFLINE };
  }
  if (answer.type === "opaqueredirect" || answer.status === 403) return { failed: LOGGED_OUT };
  if (answer.status === 413) return { refused: TOO_LARGE };
  if (answer.status !== 200 && answer.status !== 422) return { failed: DOWN };
  return answer.json();
}

// `input` is the file field that still has the file, if it was chosen there.
async function take(field, file, input) {
  if (file.size > largest) {
    say(field, TOO_LARGE);
    if (input) input.value = "";
    return;
  }
  say(field, "Uploading the image…");
  const upload = answerTo(file);
  sending.add(upload);
  const answer = await upload;
  sending.delete(upload);
  if (answer.failed) {
    say(field, answer.failed + (input ? LATER : AGAIN));
    return;
  }
  if (input) input.value = "";
  if (answer.refused) say(field, answer.refused);
  else show(field, answer, UPLOADED);
}

// Where an image that was put into a text goes: to its section, or else into a block of its own below.
// One that failed keeps its field, which says why: `taken` are those of the same drop.
function placeFor(section, taken) {
  const field = section.querySelector("[data-picture]");
  if (field && !one(field, "image").value && !taken.has(field)) return field;
  return insert("picture", placeOf(section).nextElementSibling)?.querySelector("[data-picture]");
}

document.addEventListener("picture", async (event) => {
  const section = event.target.closest("[data-section]");
  if (!section) return;
  event.preventDefault();
  let below = section;
  const taken = new Set();
  for (const file of event.detail.files) {
    const field = placeFor(below, taken);
    if (!field) {
      const note = below.querySelector("[data-picture]");
      if (note) say(note, FULL);
      return;
    }
    taken.add(field);
    field.closest("details")?.setAttribute("open", "");
    await take(field, file);
    below = field.closest("[data-section]");
  }
});

form.addEventListener("change", (event) => {
  const field = event.target.matches("[type=file]") && event.target.closest("[data-picture]");
  const [file] = field ? event.target.files : [];
  if (file) take(field, file, event.target);
});
function dropped(event, data) {
  const field = event.target.closest?.("[data-picture]");
  const file = field && [...data.files].find(isImage);
  if (!file) return;
  event.preventDefault();
  take(field, file);
}
form.addEventListener("paste", (event) => dropped(event, event.clipboardData));
form.addEventListener("drop", (event) => dropped(event, event.dataTransfer));
form.addEventListener("dragover", (event) => {
  if (event.target.closest("[data-picture]") && event.dataTransfer.types.includes("Files")) event.preventDefault();
});

// A form that is sent while an image is on its way would leave it out.
let isWaiting = false;
let isResumed = false;
document.addEventListener(
  "submit",
  async (event) => {
    if (event.target !== form || isResumed || !(sending.size || isWaiting)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isWaiting) return;
    isWaiting = true;
    showState("Uploading the image…");
    while (sending.size) {
      await Promise.allSettled(sending);
      await new Promise((resolve) => setTimeout(resolve)); // the next of several files begins
    }
    showState("Not saved yet");
    isWaiting = false;
    isResumed = true;
    form.requestSubmit(event.submitter);
    isResumed = false;
  },
  { capture: true },
);

const open = library(dialog, (field, { choose: pk, url, width, height, alt, x, y }) =>
  show(field, { pk, url, width, height, alt, x, y }, CHOSEN),
);
document.addEventListener("click", ({ target }) => {
  if (target.closest("[data-from-library]")) open(target.closest("[data-picture]"));
});
document.documentElement.classList.add("has-library");
