// One box ticks all rows of a list, and the number of ticked rows is always said.

for (const list of document.querySelectorAll("[data-select]")) {
  const all = list.querySelector("[data-select-all]");
  const count = list.querySelector("[data-select-count]");
  const items = () => [...list.querySelectorAll("[data-select-item]")];

  const tell = () => {
    const boxes = items();
    const ticked = boxes.filter((box) => box.checked).length;
    if (all) {
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    }
    if (count) count.textContent = count.dataset.selectCount.replace("{count}", ticked);
  };

  list.addEventListener("change", (event) => {
    if (event.target === all) {
      for (const box of items()) box.checked = all.checked;
    }
    tell();
  });
  // The browser restores ticks when one comes back to the page.
  window.addEventListener("pageshow", tell);
  tell();
}
