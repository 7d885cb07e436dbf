// Forms are sent once, and a changed form asks before it is left (data-dirty).

const SENDING_AT_MOST = 10_000; // milliseconds; a download leaves the page as it is
const unsaved = new Set();

function fingerprint(form) {
  return JSON.stringify(
    [...new FormData(form)].map(([name, value]) => [name, value instanceof File ? value.name : value]),
  );
}

function watch(form) {
  let before = fingerprint(form);
  form.addEventListener("input", () => {
    if (fingerprint(form) === before) unsaved.delete(form);
    else unsaved.add(form);
  });
  form.addEventListener("saved", () => {
    before = fingerprint(form);
    unsaved.delete(form);
  });
}

function wait(form, button) {
  form.dataset.sending = "";
  button?.setAttribute("aria-busy", "true");
}

function ready(form) {
  delete form.dataset.sending;
  for (const button of document.querySelectorAll("[aria-busy]")) {
    if (button.form === form) button.removeAttribute("aria-busy");
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if ("sending" in form.dataset) {
    event.preventDefault();
    return;
  }
  unsaved.delete(form);
  // Not `disabled`: a disabled button would not be sent along with its form.
  wait(form, event.submitter);
  setTimeout(ready, SENDING_AT_MOST, form);
});

window.addEventListener("beforeunload", (event) => {
  if (unsaved.size) event.preventDefault();
});

// Coming back with the browser's button must not find a form that waits forever.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(ready));

document.querySelectorAll("form[data-dirty]").forEach(watch);
