// Small enhancements; every page works without them.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  for (const element of all("[data-needs-script]")) element.hidden = false;

  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();

  // A form is sent once, however often the button is pressed.
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    for (const button of all("button[type=submit]", form)) button.setAttribute("aria-disabled", "true");
    setTimeout(() => release(form), 15000);
  });
  const release = (form) => {
    sent.delete(form);
    for (const button of all("button[aria-disabled]", form)) button.removeAttribute("aria-disabled");
  };
  addEventListener("pageshow", (event) => {
    if (event.persisted) all("form").forEach(release);
  });

  // Filters and orders of a list are sent as soon as they change, where there is room to see what happens.
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    const wide = matchMedia("(min-width: 960px)").matches;
    const typed = event.target.matches("input[type=text]");
    if (event.target.matches("[data-submit-on-change]") || (form.matches("[data-auto-submit]") && wide && !typed)) {
      form.requestSubmit();
    }
  });

  // How many characters are left.
  for (const area of all("textarea[data-count]")) {
    const count = document.createElement("p");
    count.className = "field-count";
    area.after(count);
    const show = () => {
      count.textContent = area.dataset.count.replace("{left}", area.maxLength - area.value.length);
    };
    area.addEventListener("input", show);
    show();
  }

  // Says that something was changed and not saved yet; asks before the page is left.
  for (const form of all("form[data-unsaved]")) {
    let changed = false;
    const words = document.createElement("p");
    words.className = "form-unsaved";
    words.textContent = form.dataset.unsaved;
    form.addEventListener("input", () => {
      if (!changed) form.querySelector(".form-end").append(words);
      changed = true;
    });
    form.addEventListener("submit", () => {
      changed = false;
    });
    addEventListener("beforeunload", (event) => {
      if (changed) event.preventDefault();
    });
  }

  // The address of the page goes to the phone's share sheet, or to the clipboard.
  for (const button of all("[data-share]")) {
    button.addEventListener("click", async () => {
      const { share: url, title, done } = button.dataset;
      try {
        if (navigator.share) await navigator.share({ title, url });
        else {
          await navigator.clipboard.writeText(url);
          button.querySelector("span").textContent = done;
        }
      } catch {
        document.getElementById("share-url").select();
      }
    });
  }

  // A menu closes when something else is touched, or with Escape.
  document.addEventListener("click", (event) => {
    for (const menu of all("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of all("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();
