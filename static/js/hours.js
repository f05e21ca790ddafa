// Copies a day's hours to other days at once. Without this, the server does it and shows the form again.
const TARGETS = { workdays: [0, 1, 2, 3, 4], all: [0, 1, 2, 3, 4, 5, 6] };
const said = document.createElement("span");

function copy(week) {
  const number = week.dataset.week;
  const chosen = (name) => week.querySelector(`select[name="hours-${number}-${name}"]`).value;
  const source = chosen("copy");
  const targets = TARGETS[chosen("to")] ?? [chosen("to")];
  for (const from of week.querySelectorAll('input[type="time"]')) {
    const [, , day, ...rest] = from.name.split("-");
    if (day !== source) continue;
    for (const target of targets) {
      week.querySelector(`[name="hours-${number}-${target}-${rest.join("-")}"]`).value = from.value;
    }
  }
}

said.setAttribute("role", "status");
document.addEventListener("click", (event) => {
  const button = event.target.closest('button[name="_copy"]');
  if (!button) return;
  event.preventDefault();
  copy(button.closest(".week"));
  said.textContent = "";
  button.after(said);
  said.textContent = "Copied. Save to keep it.";
});
