// A step saves itself a moment after typing stops; a file is brought as soon as it is chosen.
//
// A save whose answer was lost may be stored or not. It is sent again as it was, before anything newer:
// the same text twice is no conflict, newer text over an unknown save would look like another tab's.

import { Teller, carry } from "./uploads.js";

const PAUSE = 1_500; // milliseconds
const AGAIN = 15_000;
const PATIENCE = 20_000; // for one answer: a line can hang without breaking

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
    this.doubtful = null; // the save whose answer was lost
    this.is_leaving = false;
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
    this.running = this.save().finally(() => (this.running = null));
  }

  async save() {
    if (this.doubtful && (await this.send(this.doubtful))) return;
    if (!this.doubtful) await this.send(this.typed());
  }

  typed() {
    return new URLSearchParams([...without_files(this.form)]).toString();
  }

  // Whether all that is typed is stored now.
  async send(body) {
    this.doubtful = body;
    try {
      const headers = { "X-Autosave": "1", "Content-Type": "application/x-www-form-urlencoded" };
      const signal = AbortSignal.timeout(PATIENCE);
      const facts = { method: "POST", headers, body, signal, keepalive: document.hidden };
      const answer = await fetch(location.href, facts);
      // Refused, or failed as a whole: not stored. Anything else that is not ours leaves the doubt.
      if (answer.status >= 400 && answer.status <= 500) this.doubtful = null;
      const said = await answer.json();
      this.doubtful = null;
      this.status.textContent = said.text;
      if (!answer.ok) return false;
      // What was typed meanwhile, and files, are not saved yet: the form stays changed.
      const has_files = [...this.form.elements].some((input) => input.files?.length);
      const is_all = this.typed() === body;
      this.form.elements.seen.value = said.seen;
      if (is_all && !has_files) this.form.dispatchEvent(new CustomEvent("saved"));
      return is_all;
    } catch {
      this.status.textContent = this.form.dataset.unsaved;
      this.soon(AGAIN);
      return false;
    }
  }

  // One after the other: two saves at once would look like two tabs.
  async take(input) {
    while (this.running) await this.running;
    this.running = this.bring(input).finally(() => (this.running = null));
  }

  async bring(input) {
    const teller = new Teller(input, this.form.dataset);
    if (this.doubtful) await this.send(this.doubtful);
    const body = this.typed();
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
      this.doubtful = body;
      teller.end(this.form.dataset.notUploaded.replace("{name}", input.files[0].name), true);
    }
  }

  // The button does not overtake a save that is on its way: it would look like another tab's.
  wait(event) {
    clearTimeout(this.due);
    this.due = null;
    if (this.is_leaving || !(this.running || this.doubtful)) return;
    event.preventDefault();
    this.leaving ??= this.leave(event.submitter).finally(() => (this.leaving = null));
  }

  async leave(button) {
    button?.setAttribute("aria-busy", "true");
    while (this.running) await this.running;
    if (this.doubtful) await this.send(this.doubtful);
    clearTimeout(this.due);
    this.is_leaving = true;
    this.form.requestSubmit(button);
    this.is_leaving = false;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Saver(form);
