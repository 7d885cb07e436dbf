// Suggests names while somebody types, in the browser's own list: data-suggest says where to ask,
// data-suggest-with which other field of the form narrows it. Without this the field is plain text.

const PAUSE = 250; // milliseconds
const SHORTEST = 2; // letters

class Suggestions {
  constructor(input, number) {
    this.input = input;
    this.other = input.form.querySelector(`[name$="${input.dataset.suggestWith}"]`);
    this.list = document.createElement("datalist");
    this.list.id = `suggestions-${number}`;
    input.after(this.list);
    input.setAttribute("list", this.list.id);
    input.addEventListener("input", () => this.soon());
  }

  soon() {
    clearTimeout(this.due);
    this.due = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const letters = this.input.value.trim();
    if (letters.length < SHORTEST) return this.list.replaceChildren();
    const body = new URLSearchParams({ q: letters, with: this.other?.value ?? "" });
    const headers = { "X-CSRFToken": this.input.form.elements.csrfmiddlewaretoken.value };
    try {
      const answer = await fetch(this.input.dataset.suggest, { method: "POST", headers, body });
      if (!answer.ok) return;
      const { names } = await answer.json();
      if (letters === this.input.value.trim()) this.show(names);
    } catch {
      // No suggestion is no harm: the name is typed in full.
    }
  }

  show(names) {
    this.list.replaceChildren(
      ...names.map((name) => Object.assign(document.createElement("option"), { value: name })),
    );
  }
}

document.querySelectorAll("[data-suggest]").forEach((input, number) => new Suggestions(input, number));
