// Photos are shown and shrunk before they are sent; what the browser cannot read goes as it is.
(() => {
  "use strict";
  const busy = new WeakMap();

  const shrink = async (file, longest) => {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  };

  const show = (input, files) => {
    const box = input.closest(".upload-box");
    box.querySelectorAll(".previews img").forEach((old) => URL.revokeObjectURL(old.src));
    box.querySelector(".previews")?.remove();
    const list = document.createElement("ul");
    list.className = "previews";
    for (const file of files) {
      const image = document.createElement("img");
      image.alt = `${input.dataset.picture}: ${file.name}`;
      image.src = URL.createObjectURL(file);
      image.addEventListener("error", () => image.parentElement.remove());
      const item = document.createElement("li");
      item.append(image);
      list.append(item);
    }
    box.append(list);
  };

  const prepare = async (input) => {
    const chosen = [...input.files];
    const ready = [];
    for (const file of chosen) {
      try {
        ready.push(await shrink(file, Number(input.dataset.shrink)));
      } catch {
        ready.push(file);
      }
    }
    if (chosen.some((file, index) => file !== ready[index])) {
      const holder = new DataTransfer();
      for (const file of ready) holder.items.add(file);
      input.files = holder.files;
    }
    show(input, ready);
  };

  const able = "createImageBitmap" in window && "DataTransfer" in window;
  for (const input of able ? document.querySelectorAll("input[type=file][data-shrink]") : []) {
    input.addEventListener("change", () => {
      const work = prepare(input).finally(() => {
        if (busy.get(input.form) === work) busy.delete(input.form);
      });
      busy.set(input.form, work);
    });
  }

  // Sending waits until the photos are ready.
  document.addEventListener(
    "submit",
    (event) => {
      const work = busy.get(event.target);
      if (!work) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const form = event.target;
      const button = event.submitter;
      const words = button?.querySelector("span");
      const before = words?.textContent;
      const input = form.querySelector("input[data-shrink]");
      if (words) words.textContent = input.dataset.busy;
      work.finally(() => {
        if (words) words.textContent = before;
        form.requestSubmit(button);
      });
    },
    true,
  );
})();
