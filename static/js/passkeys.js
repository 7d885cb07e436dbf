// Runs allauth's ceremony for a form[data-passkey="addForm|loginForm|authenticateForm"]; says in
// words when the device or the browser does not go along. The button is the form's data-button.

const ceremonies = window.allauth.webauthn.forms;
const notice = document.querySelector("[data-passkey-failed]");

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const { passkey, button } = form.dataset;
  const ids = { add: button, login: button, authenticate: button, data: "passkey_options" };
  ids.credential = form.elements.credential.id;
  ids.passwordless = form.elements.passwordless?.id;
  ceremonies[passkey]({ ids });
  document.getElementById(button).disabled = !window.PublicKeyCredential;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  notice.hidden = false;
  notice.focus();
});
