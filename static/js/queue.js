// Staff go through a queue with the keyboard: j and k move, Enter opens, x ticks, a letter presses its button.
(() => {
  "use strict";
  const queue = document.querySelector("[data-queue]");
  if (!queue) return;
  const rows = [...queue.querySelectorAll(".queue-row")];
  let at = -1;

  const move = (step) => {
    rows[at]?.classList.remove("queue-current");
    at = Math.max(0, Math.min(rows.length - 1, at + step));
    rows[at]?.classList.add("queue-current");
    rows[at]?.querySelector("a")?.focus();
    rows[at]?.scrollIntoView({ block: "nearest" });
  };

  queue.addEventListener("focusin", (event) => {
    const row = rows.indexOf(event.target.closest(".queue-row"));
    if (row < 0 || row === at) return;
    rows[at]?.classList.remove("queue-current");
    at = row;
    rows[at].classList.add("queue-current");
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const box = event.target.matches("input:not([type=checkbox]), textarea, select");
    if (box || event.target.isContentEditable) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "x") rows[at]?.querySelector("input[type=checkbox]")?.click();
    else if (event.key === "Enter" && event.target === document.body) rows[at]?.querySelector("a")?.click();
    else if (/^[a-z]$/.test(event.key)) rows[at]?.querySelector(`[data-key="${event.key}"]`)?.click();
    else return;
    if (event.key !== "Enter") event.preventDefault();
  });
})();
