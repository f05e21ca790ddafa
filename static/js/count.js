// How many characters are left. Nothing is cut off: the server says no, this says so earlier.
const SHOWN_FROM = 0.75; // of the limit
const PAUSE = 1000; // milliseconds without a key, then a screen reader is told
const FAR_TOO_LONG = 4; // as the server, which does not compose such a text
const EDGES = /^\p{White_Space}+|\p{White_Space}+$/gu;

// As the server counts: code points, composed, without the space around them.
function lengthOf(text, limit) {
  const bare = text.replace(EDGES, "");
  const length = [...bare].length;
  return length > FAR_TOO_LONG * limit ? length : [...bare.normalize("NFC")].length;
}

function words(left) {
  const number = Math.abs(left).toLocaleString("en-CA");
  return `${number} character${number === "1" ? "" : "s"} ${left < 0 ? "too many" : "left"}`;
}

function line(area, name) {
  const one = document.createElement("p");
  one.className = name;
  area.after(one);
  return one;
}

function watch(area) {
  const limit = Number(area.dataset.limit);
  const spoken = line(area, "visually-hidden");
  spoken.setAttribute("role", "status");
  const seen = line(area, "count");
  seen.id = `${area.id}_count`;
  const described = area.getAttribute("aria-describedby") ?? "";
  area.setAttribute("aria-describedby", `${described} ${seen.id}`.trim());
  let pause;
  const show = () => {
    const length = lengthOf(area.value, limit);
    seen.textContent = length < SHOWN_FROM * limit ? "" : words(limit - length);
    seen.classList.toggle("error", length > limit);
  };
  area.addEventListener("input", () => {
    show();
    clearTimeout(pause);
    pause = setTimeout(() => (spoken.textContent = seen.textContent), PAUSE);
  });
  show();
}

document.querySelectorAll("textarea[data-limit]").forEach(watch);
