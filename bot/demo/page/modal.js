// Forms that the bot opens.

import { blocks } from "./blocks.js";
import { byId, el } from "./dom.js";
import { values } from "./elements.js";

export function showModal(view, names, { submit, close, press }) {
  const dialog = byId("modal");
  if (!view) {
    if (dialog.open) dialog.close();
    return;
  }
  const form = el("form", { method: "dialog", "data-view": view.id },
    el("header", {}, el("h2", { id: "modal-title" }, view.title.text),
      el("button", { type: "button", class: "plain", "aria-label": "Close", onclick: close }, "✕")),
    el("div", { class: "fields-of-form" }, blocks(view.blocks, names, press)),
    el("footer", {},
      el("button", { type: "button", class: "button", onclick: close }, view.close?.text || "Cancel"),
      view.submit ? el("button", { type: "submit", class: "button primary" }, view.submit.text) : ""));
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(values(form)); });
  dialog.oncancel = (event) => { event.preventDefault(); close(); };
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  form.querySelector("input, textarea, select")?.focus();
}

export function showErrors(errors) {
  for (const place of document.querySelectorAll("[data-error]")) {
    const text = errors[place.dataset.error];
    place.textContent = text || "";
    place.hidden = !text;
  }
}
