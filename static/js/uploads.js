// Brings one file to the server: says how far it is, and tries again when the line breaks.

const PAUSES = [2_000, 5_000, 15_000]; // milliseconds before each further try

function once(data, show) {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", location.href);
    request.setRequestHeader("X-Autosave", "1");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => show(event.loaded / event.total));
    // Anything but an answer of ours is a broken line: a proxy's page, a server that restarts.
    request.addEventListener("load", () => (request.response?.text ? done(request) : fail()));
    for (const name of ["error", "timeout", "abort"]) request.addEventListener(name, fail);
    request.send(data);
  });
}

function pause(milliseconds) {
  return new Promise((done) => {
    setTimeout(done, milliseconds);
    window.addEventListener("online", done, { once: true });
  });
}

export async function carry(data, { show, lost }) {
  for (const milliseconds of PAUSES) {
    try {
      return await once(data, show);
    } catch {
      lost();
      await pause(milliseconds);
    }
  }
  return once(data, show);
}

// The line below a file's field: what is happening to it.
export class Teller {
  constructor(input, texts) {
    this.input = input;
    this.texts = texts;
    this.bar = document.createElement("progress");
    this.bar.max = 1;
    this.bar.setAttribute("aria-label", input.files[0].name);
    this.line = document.createElement("p");
    this.line.className = "quiet small-text";
    this.line.setAttribute("role", "status");
    input.parentElement.querySelectorAll("[data-told]").forEach((old) => old.remove());
    for (const part of [this.line, this.bar]) {
      part.dataset.told = "";
      input.after(part);
    }
    this.say("uploading");
  }

  say(what) {
    this.line.textContent = this.texts[what].replace("{name}", this.input.files[0].name);
  }

  show(part) {
    this.bar.value = part;
  }

  end(text, is_wrong = false) {
    // It keeps its room: a button that moves while it is pressed is not pressed.
    this.bar.classList.add("upload-done");
    this.line.textContent = text;
    this.line.classList.toggle("upload-wrong", is_wrong);
    this.input.setAttribute("aria-invalid", is_wrong);
  }
}
