// On the sheet of a review, a number key gives the criterion that has the focus that value.

const sheet = document.querySelector("[data-scoring]");

sheet?.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^\d$/.test(event.key)) return;
  const criterion = event.target.closest("[data-criterion]");
  if (!criterion || event.target.matches("textarea")) return;
  const value = event.key === "0" && !criterion.querySelector('input[value="0"]') ? "10" : event.key;
  const point = criterion.querySelector(`input[type="radio"][value="${value}"]`);
  if (!point) return;
  event.preventDefault();
  point.checked = true;
  point.focus();
  point.dispatchEvent(new Event("input", { bubbles: true }));
});
