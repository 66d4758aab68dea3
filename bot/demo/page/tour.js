// The guided tour: one step at a time, each with a button that does what it tells of.

import { byId, el } from "./dom.js";

// `enter` goes to the channel of the tour, `send` says words there, `say` in the newest thread, `move` moves the clock.
export function tour({ steps, enter, send, say, move }) {
  const place = byId("tour");
  let number = 0;

  function draw() {
    const step = steps[number];
    place.hidden = !step;
    byId("tour-open").hidden = Boolean(step);
    if (!step) return byId("composer-input").focus();
    const isLast = number + 1 === steps.length;
    const button = el("button", { type: "button", class: "button primary", onclick: () => go(step, button) }, step.button);
    place.replaceChildren(
      el("div", { class: "tour-words", role: "status" },
        el("b", {}, `${step.title} `), el("span", { class: "tour-place" }, `${number + 1} of ${steps.length}`),
        el("p", {}, step.text)),
      el("div", { class: "tour-buttons" },
        button,
        isLast ? "" : el("button", { type: "button", class: "plain", onclick: () => turn(1) }, "Skip"),
        el("button", { type: "button", class: "plain", "aria-label": "Close the tour", onclick: () => turn(steps.length) }, "✕")));
    button.focus();
  }

  async function go(step, button) {
    button.classList.add("waiting");
    button.disabled = true;
    enter();
    if (step.press) pressed(step.press);
    else await (step.move ? move(step.move) : step.say ? say(step.say) : send(step.send));
    turn(1);
  }

  function turn(by) {
    number += by;
    draw();
  }

  byId("tour-open").addEventListener("click", () => { number = 0; draw(); });
  draw();
}

// The last answer may have lost the button already: who pressed it by hand goes on.
function pressed(label) {
  const buttons = [...document.querySelectorAll("#messages .message.private .actions button")];
  buttons.findLast((button) => button.textContent === label)?.click();
}
