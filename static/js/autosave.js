// A step saves itself a moment after typing stops; a file is brought as soon as it is chosen.

import { Teller, carry } from "./uploads.js";

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
    form.addEventListener("input", ({ target }) => {
      if (target.type !== "file") this.soon(PAUSE);
      else if (target.files.length) this.take(target);
    });
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

  // One after the other: two saves at once would look like two tabs.
  async take(input) {
    while (this.running) await this.running;
    this.running = this.bring(input).finally(() => (this.running = null));
  }

  async bring(input) {
    const teller = new Teller(input, this.form.dataset);
    const data = without_files(this.form);
    data.append(input.name, input.files[0]);
    try {
      const steps = { show: (part) => teller.show(part), lost: () => teller.say("lost") };
      const answer = await carry(data, steps);
      const wrong = answer.response.errors?.[input.name]?.join(" ");
      if (answer.status !== 200) return teller.end(wrong ?? answer.response.text, true);
      teller.end(this.form.dataset.uploaded.replace("{name}", input.files[0].name));
      this.status.textContent = answer.response.text;
      this.form.elements.seen.value = answer.response.seen;
      input.value = ""; // it is stored: the button need not send it again
      this.form.dispatchEvent(new CustomEvent("saved"));
    } catch {
      teller.end(this.form.dataset.notUploaded.replace("{name}", input.files[0].name), true);
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
