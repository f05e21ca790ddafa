// “Insert” puts a ready-made sentence into the field above it, where it can be changed before it is sent.
for (const list of document.querySelectorAll('select[name="ready"]')) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button";
  button.textContent = "Insert";
  button.addEventListener("click", () => {
    const line = list.form.elements.line;
    if (!list.value) return list.focus();
    line.value = [line.value.trim(), list.selectedOptions[0].text].filter(Boolean).join(" ");
    list.value = "";
    line.focus();
  });
  list.after(button);
}
