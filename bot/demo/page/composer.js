// The line where a person types: commands with their hints, what was typed before, questions to try.

import { byId, el } from "./dom.js";

export function composer({ send, hints }) {
  const form = byId("composer"), field = byId("composer-input"), list = byId("hints");
  const typed = [];
  let place = 0, chosen = -1, offered = [];

  function offer() {
    const text = field.value;
    offered = text.startsWith("/") ? hints().filter((hint) => hint.text.startsWith(text.trimStart()) && hint.text !== text).slice(0, 8) : [];
    chosen = -1;
    draw();
  }

  function draw() {
    list.replaceChildren(...offered.map((hint, number) => el("li", {
      role: "option", id: `hint-${number}`, "aria-selected": number === chosen,
      onmousedown: (event) => { event.preventDefault(); take(number); },
    }, el("b", {}, hint.text), el("span", {}, hint.about))));
    list.hidden = !offered.length;
    field.setAttribute("aria-expanded", String(!list.hidden));
    if (chosen >= 0) field.setAttribute("aria-activedescendant", `hint-${chosen}`);
    else field.removeAttribute("aria-activedescendant");
  }

  function take(number) {
    field.value = offered[number].text + (offered[number].more ? " " : "");
    field.focus();
    offer();
  }

  function recall(by) {
    place = Math.min(typed.length, Math.max(0, place + by));
    field.value = typed[place] || "";
  }

  field.addEventListener("input", offer);
  field.addEventListener("blur", () => { offered = []; draw(); });
  field.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && offered.length && (chosen >= 0 || by > 0)) {
      chosen = (chosen + by + offered.length) % offered.length;
      draw();
    } else if (by && (!field.value || typed.includes(field.value))) recall(by);
    else if (event.key === "Tab" && offered.length) take(Math.max(0, chosen));
    else if (event.key === "Enter" && chosen >= 0) take(chosen);
    else if (event.key === "Escape" && offered.length) { offered = []; draw(); }
    else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text) return;
    typed.push(text);
    place = typed.length;
    field.value = "";
    offer();
    send(text);
  });
  document.addEventListener("keydown", (event) => {
    const busy = document.activeElement?.matches("input, textarea, select") || byId("modal").open;
    const isTyped = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (isTyped && !busy) field.focus(); // the key itself then arrives in the field
  });

  return { placeholder: (text) => { field.placeholder = text; }, focus: () => field.focus() };
}

export function chips(questions, send) {
  byId("chips").replaceChildren(...questions.map((text) => el("button", { type: "button", onclick: () => send(text) }, text)));
}
