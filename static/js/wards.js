// The list of wards follows the chosen province at once; without scripts it comes with the next answer.
(() => {
  "use strict";
  const box = document.querySelector("[data-wards-url]");
  if (!box) return;
  const province = box.querySelector("select[name=province_code]");
  const ward = box.querySelector("select[name=ward_code]");
  const held = box.querySelector("input[name=wards_of]");
  province.addEventListener("change", async () => {
    const code = province.value;
    ward.replaceChildren();
    held.value = "";
    if (!code) return;
    const answer = await fetch(box.dataset.wardsUrl.replace("00", encodeURIComponent(code)));
    if (!answer.ok || province.value !== code) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    ward.replaceChildren(...page.querySelectorAll("option"));
    held.value = code;
  });
})();
