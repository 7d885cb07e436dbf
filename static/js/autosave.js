// A step saves itself a moment after typing stops; files wait for the button.

const PAUSE = 1_500; // milliseconds
const AGAIN = 15_000;

function without_files(form) {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  return data;
}

class Saver {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector("[data-saved]");
    this.running = null;
    form.addEventListener("input", (event) => event.target.type !== "file" && this.soon(PAUSE));
    form.addEventListener("submit", (event) => this.wait(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.due && this.now());
  }

  soon(pause) {
    clearTimeout(this.due);
    this.due = setTimeout(() => this.now(), pause);
  }

  now() {
    clearTimeout(this.due);
    this.due = null;
    if ("sending" in this.form.dataset) return;
    if (this.running) return this.soon(PAUSE);
    this.running = this.send(this.typed()).finally(() => (this.running = null));
  }

  typed() {
    return new URLSearchParams([...without_files(this.form)]).toString();
  }

  async send(body) {
    try {
      const headers = { "X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded" };
      const answer = await fetch(location.href, { method: "POST", headers, body, keepalive: document.hidden });
      const said = await answer.json();
      this.status.textContent = said.text;
      if (!answer.ok) return;
      // What was typed meanwhile, and files, are not saved yet: the form stays changed.
      const has_files = [...this.form.elements].some((input) => input.files?.length);
      const is_all = this.typed() === body && !has_files;
      this.form.elements.seen.value = said.seen;
      if (is_all) this.form.dispatchEvent(new CustomEvent("saved"));
    } catch {
      this.status.textContent = this.form.dataset.unsaved;
      this.soon(AGAIN);
    }
  }

  // The button does not overtake a save that is on its way: it would look like another tab's.
  wait(event) {
    clearTimeout(this.due);
    this.due = null;
    if (!this.running) return;
    event.preventDefault();
    this.running.then(() => this.form.requestSubmit(event.submitter));
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Saver(form);
