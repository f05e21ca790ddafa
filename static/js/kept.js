// What was typed into a form and not sent yet is kept in this tab, for a reload or a wrong press.
// It is forgotten once the clinic has it: the page that says so names the form's address and, where
// older pages say the same, the key of the form. Browsers bring a tab back after days: hence an end.
const PAUSE = 400; // milliseconds without a key
const HOUR = 3_600_000; // milliseconds
const KEPT = "We kept what you typed in this tab.";
const TYPED = ":is(input:not([type=hidden]), select, textarea)[name]";

const keyOf = (address) => `kept:${new URL(address, location).pathname}`;

// The storage can be full or forbidden, as in some private windows: then nothing is kept.
function attempt(act) {
  try {
    return act(sessionStorage);
  } catch {
    return null;
  }
}

const forget = (address) => attempt((storage) => storage.removeItem(keyOf(address)));

function keptFor(address) {
  const kept = attempt((storage) => JSON.parse(storage.getItem(keyOf(address))));
  if (!kept || Date.now() - kept.at < HOUR) return kept;
  forget(address);
  return null;
}

function accepted({ dataset: { accepted: address, key } }) {
  if (!key || keptFor(address)?.key === key) forget(address);
}

function watch(form) {
  // Without the field that people do not see.
  const fields = [...form.querySelectorAll(TYPED)].filter((one) => !one.closest("[aria-hidden]"));
  const isChoice = (one) => one.type === "radio" || one.type === "checkbox";
  const isEmpty = () => fields.every((one) => isChoice(one) || !one.value);
  const touched = (one) => one.dispatchEvent(new Event("input", { bubbles: true }));
  let pause = null;

  function keep() {
    const typed = fields.filter((one) => !isChoice(one) || one.checked);
    const words = typed.map((one) => [one.name, one.value]);
    const text = JSON.stringify({ at: Date.now(), key: form.elements.key?.value, words });
    if (isEmpty()) forget(form.action);
    else attempt((storage) => storage.setItem(keyOf(form.action), text));
    clearTimeout(pause);
    pause = null;
  }

  function restore() {
    const words = new Map(keptFor(form.action)?.words);
    for (const one of fields.filter((one) => words.has(one.name))) {
      if (isChoice(one)) one.checked = one.value === words.get(one.name);
      else one.value = words.get(one.name);
      touched(one);
    }
    if (!isEmpty()) tell();
  }

  function tell() {
    const note = document.createElement("p");
    note.className = "sending";
    note.setAttribute("role", "status");
    form.append(note); // at the end, where it moves nothing that is being read
    const clear = document.createElement("button");
    clear.type = "button";
    clear.className = "link";
    clear.textContent = "Clear";
    clear.addEventListener("click", () => {
      form.reset();
      fields.forEach(touched);
      note.remove();
      fields[0].focus();
    });
    // Later, because a screen reader tells what changes in a note, not what it came with.
    setTimeout(() => note.append(`${KEPT} `, clear));
  }

  form.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(keep, PAUSE);
  });
  // At once, and not when “Back” wakes this page after its words have been sent.
  addEventListener("pagehide", () => pause && keep());
  if (isEmpty()) restore();
}

document.querySelectorAll("[data-accepted]").forEach(accepted);
document.querySelectorAll("form[method=post]").forEach(watch);
