// Names the fields in the tables of Django's forms after their columns, for those who do not see them.

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

label();
document.addEventListener("formset:added", label);
