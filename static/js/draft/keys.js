// Shortcuts of the whole screen, and the list of all of them.
import { attempt } from "../attempt.js";

const OFF = "question-mark-off"; // in this browser's storage
const TYPING = "input:not([type=checkbox], [type=radio], [type=file]), textarea, select, [contenteditable=true]";
const dialog = document.getElementById("keyboard");
const opener = document.querySelector("[data-keyboard]");
const isOn = dialog.querySelector("[data-question-mark]");

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

isOn.checked = !attempt(() => localStorage.getItem(OFF));
isOn.addEventListener("change", () =>
  attempt(() => (isOn.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"))),
);
