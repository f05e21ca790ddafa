// A ready-made sentence goes into the field above it, where it can be changed before it is sent.
for (const list of document.querySelectorAll('select[name="ready"]')) {
  list.addEventListener("change", () => {
    const line = list.form.elements.line;
    if (!list.value) return;
    line.value = [line.value.trim(), list.selectedOptions[0].text].filter(Boolean).join(" ");
    list.value = "";
    line.focus();
  });
}
