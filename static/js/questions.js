// Questions appear and go at once with the answers that show them, and long texts count their words.
// The server decides the same way: without this script a question comes with the next page.

const answers_to = (form, name) => {
  const shown = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)].filter((input) => !input.closest("[hidden]"));
  return shown
    .filter((input) => !["radio", "checkbox"].includes(input.type) || input.checked)
    .map((input) => input.value);
};

function follow(form) {
  for (const box of form.querySelectorAll("[data-shown-if]")) {
    // A question of an earlier step is not on this page: what the server decided stands.
    if (!form.querySelector(`[name="${CSS.escape(box.dataset.shownIf)}"]`)) continue;
    const values = box.dataset.shownValues.split(",");
    box.hidden = !answers_to(form, box.dataset.shownIf).some((answer) => values.includes(answer));
  }
  for (const asked of form.querySelectorAll('[name="asked"], [name$="-asked"]')) {
    const part = asked.closest("[data-section]") ?? form;
    const shown = part.querySelectorAll("[data-question]:not([hidden])");
    asked.value = [...shown].map((box) => box.dataset.question).join(",");
  }
}

function count(text) {
  const limit = Number(text.dataset.words);
  const line = document.createElement("p");
  line.className = "word-count";
  line.id = `${text.id}_count`;
  text.after(line);
  text.setAttribute("aria-describedby", `${text.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  const show = () => {
    const words = text.value.split(/\s+/u).filter(Boolean).length;
    line.textContent = text.dataset.counted.replace("{count}", words).replace("{limit}", limit);
    line.classList.toggle("is-over", words > limit);
    // Spoken only when it matters.
    line.setAttribute("aria-live", words > limit ? "polite" : "off");
  };
  text.addEventListener("input", show);
  show();
}

for (const form of document.querySelectorAll("form[data-questions]")) {
  form.addEventListener("input", () => follow(form));
  follow(form);
}
document.querySelectorAll("textarea[data-words]").forEach(count);
