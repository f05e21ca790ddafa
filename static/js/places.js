// The places on this site that fit what is typed into a field for an address.

const PAUSE = 200; // milliseconds without a key
// What is typed as an address rather than to find a place.
const COMPLETE = /^(?:[a-z]+:|#|www\.|\/\/)|@|^\+?[\d\s().-]{7,}$/i;

const counted = (number) => (number === 1 ? "1 place" : `${number} places`);

export function element(tag, properties, ...children) {
  const one = Object.assign(document.createElement(tag), properties);
  one.append(...children);
  return one;
}

// The places on this site below the field, as a combobox: arrow keys move in the list, Enter takes one.
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
export function offerPlaces(input, id) {
  const list = element("ul", { id: `${id}-places`, className: "places-offered", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Places on this site");
  const said = element("p", { className: "visually-hidden" });
  said.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  let [active, running, timer] = [null, null, null];

  function mark(option) {
    active?.setAttribute("aria-selected", "false");
    active = option;
    active?.setAttribute("aria-selected", "true");
    active?.scrollIntoView({ block: "nearest" });
    if (active) input.setAttribute("aria-activedescendant", active.id);
    else input.removeAttribute("aria-activedescendant");
  }

  function show(html) {
    mark(null);
    list.innerHTML = html;
    const options = [...list.children];
    options.forEach((option, place) => (option.id = `${id}-place-${place}`));
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = options.length ? `${counted(options.length)} on this site. Use the arrow keys.` : "";
  }

  function hide() {
    running?.abort();
    clearTimeout(timer);
    show("");
  }

  function take(option) {
    input.value = option.dataset.address;
    hide();
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function find() {
    running?.abort();
    running = new AbortController();
    const words = input.value.trim();
    if (COMPLETE.test(words)) return show("");
    try {
      const query = new URLSearchParams({ dialog: "yes", q: words });
      const { signal } = running;
      const answer = await fetch(`/admin/pages/revision/places/?${query}`, { redirect: "error", signal });
      if (answer.ok && !signal.aborted) show(await answer.text());
    } catch {
      // An address can still be typed.
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(find, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const options = [...list.children];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) {
      find();
    } else if (step) {
      const from = active ? options.indexOf(active) : step > 0 ? -1 : 0;
      mark(options.at((from + step) % options.length));
    } else if (event.key === "Enter" && active) {
      take(active);
    } else if (event.key === "Escape" && !list.hidden) {
      hide();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  return { parts: [list, said], find, hide };
}
