// Shortcuts of the whole screen, and the list of all of them.
const OFF = "question-mark-off"; // in this browser's storage
const TYPING = "input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable=true]";
const dialog = document.getElementById("keyboard");
const opener = document.querySelector("[data-keyboard]");
const isOn = dialog.querySelector("[data-question-mark]");

// The storage can be forbidden, as in some private windows: then the switch is only for this page.
function attempt(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

const isBusy = () => document.querySelector("dialog[open]") !== null;

addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    if (!isBusy() && !event.repeat) document.querySelector(".draft-acts [value=save]").click();
  } else if (event.key === "?" && isOn.checked && !isBusy() && !event.target.closest(TYPING)) {
    event.preventDefault();
    dialog.showModal();
  }
});
opener.addEventListener("click", () => dialog.showModal());
opener.hidden = false;

isOn.checked = !attempt((storage) => storage.getItem(OFF));
isOn.addEventListener("change", () =>
  attempt((storage) => (isOn.checked ? storage.removeItem(OFF) : storage.setItem(OFF, "1"))),
);
