// Gives Django's forms what those need who do not see them or have no mouse: names for the fields in
// tables, a way into tables that scroll, a role for hints.

function column(cell) {
  const table = cell.closest("table");
  if (cell.classList.contains("delete")) return table.querySelector("thead th:last-child");
  const field = [...cell.classList].find((name) => name.startsWith("field-"));
  return field && table.querySelector(`thead th.${field.replace("field-", "column-")}`);
}

function label() {
  for (const cell of document.querySelectorAll(".tabular tbody td")) {
    const heading = column(cell)?.textContent.trim();
    if (!heading) continue;
    for (const control of cell.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (!control.labels.length) control.setAttribute("aria-label", heading);
    }
  }
}

function openToKeys() {
  for (const group of document.querySelectorAll(".inline-group:not(:has(a, input:not([type=hidden])))")) {
    group.tabIndex = 0;
    group.setAttribute("role", "region");
    group.setAttribute("aria-labelledby", group.querySelector("h2").id);
  }
}

function nameHints() {
  for (const hint of document.querySelectorAll("span.help-tooltip[aria-label]")) hint.setAttribute("role", "img");
}

label();
openToKeys();
document.addEventListener("formset:added", label);
window.addEventListener("load", nameHints); // Django's own boxes are there by then
