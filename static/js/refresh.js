// Parts of a page that change by themselves are fetched again while somebody looks at them; ever less often where
// nothing happens, because the line may be paid by the megabyte.
(() => {
  "use strict";
  const watch = (part) => {
    const shortest = Math.max(1, Number(part.dataset.refreshSeconds) || 3) * 1000;
    let wait = shortest;
    let quiet = 0;
    const said = document.createElement("p");
    said.className = "visually-hidden";
    said.setAttribute("role", "status");
    part.after(said);
    let before = null;
    let failures = 0;

    const fresh = (text) => {
      const page = new DOMParser().parseFromString(text, "text/html");
      return page.getElementById(part.id) || page.body;
    };
    const inUse = () => part.contains(document.activeElement) || part.querySelector("details[open]");

    const look = async () => {
      try {
        if (document.hidden || inUse()) return;
        const answer = await fetch(part.dataset.refreshUrl, { headers: { "X-Fragment": "1" }, redirect: "error" });
        if (!answer.ok) throw new Error(String(answer.status));
        const now = fresh(await answer.text());
        failures = 0;
        const text = now.innerHTML.replace(/name="(csrf_token|form_token)" value="[^"]*"/g, "");
        if (before === null) before = part.innerHTML.replace(/name="(csrf_token|form_token)" value="[^"]*"/g, "");
        if (text.trim() === before.trim()) {
          quiet += 1;
          if (quiet > 20) wait = Math.min(60000, wait * 1.3);
          return;
        }
        if (inUse()) return;
        before = text;
        quiet = 0;
        wait = shortest;
        part.replaceChildren(...now.childNodes);
        part.classList.add("live-changed");
        setTimeout(() => part.classList.remove("live-changed"), 1500);
        said.textContent = "";
        said.textContent = part.dataset.refreshWords;
      } catch {
        failures += 1;
      } finally {
        if (failures < 5) setTimeout(look, wait * (1 + failures));
      }
    };
    setTimeout(look, wait);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      quiet = 0;
      wait = shortest;
      if (failures >= 5) {
        failures = 0;
        look();
      }
    });
  };
  for (const part of document.querySelectorAll("[data-refresh-url][id]")) watch(part);
})();
