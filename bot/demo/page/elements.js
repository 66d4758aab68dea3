// Interactive elements: buttons, menus and the inputs of forms.

import { el } from "./dom.js";
import { textObject } from "./mrkdwn.js";

// `press(action, value)` is called with the element and what was chosen.
export function interactive(element, names, press) {
  const build = KINDS[element.type];
  return build ? build(element, names, press) : el("span", { class: "unknown" }, `[${element.type}]`);
}

const KINDS = {
  button: (element, names, press) => el("button", {
    type: "button",
    class: `button ${element.style || ""}`,
    "data-action": element.action_id,
    onclick: (event) => pressed(event.currentTarget, element, press),
  }, textObject(element.text, names)),
  static_select: (element, names, press) => select(element, element.options, press),
  external_select: (element, names, press) => select(element, element.options || [], press),
  users_select: (element, names, press) => select(element, people(names), press),
  conversations_select: (element, names, press) => select(element, rooms(names), press),
  channels_select: (element, names, press) => select(element, rooms(names), press),
  overflow: overflow,
  image: (element) => el("span", { class: "image" }, element.alt_text),
};

function pressed(button, element, press) {
  if (element.url) window.open(element.url, "_blank", "noreferrer,noopener");
  button.classList.add("waiting");
  Promise.resolve(press(element, element.value || "")).finally(() => button.classList.remove("waiting"));
}

const option = (one) => el("option", { value: one.value }, one.text.text);
const people = (names) => names.members.map((one) => ({ value: one.id, text: { text: one.name } }));
const rooms = (names) => names.rooms.map((one) => ({ value: one.id, text: { text: `#${one.name}` } }));

function select(element, options, press) {
  const label = element.placeholder?.text || "Choose…";
  const groups = element.option_groups?.map((group) => el("optgroup", { label: group.label.text }, group.options.map(option)));
  const chosen = element.initial_option?.value || element.initial_user || element.initial_conversation || element.initial_channel || "";
  const menu = el("select", { class: "menu", "aria-label": label, "data-action": element.action_id },
    el("option", { value: "" }, label), groups || options.map(option));
  menu.value = chosen;
  menu.addEventListener("change", () => {
    if (menu.value) Promise.resolve(press(element, menu.value)).finally(() => { menu.value = chosen; });
  });
  return menu;
}

function overflow(element, names, press) {
  const list = el("ul", { class: "overflow-list", role: "menu", hidden: true });
  const button = el("button", {
    type: "button", class: "button overflow", "aria-label": "More", "aria-haspopup": "menu", "data-action": element.action_id,
    onclick: () => { list.hidden = !list.hidden; if (!list.hidden) list.querySelector("button").focus(); },
  }, "⋯");
  list.append(...element.options.map((one) => el("li", { role: "none" },
    el("button", { type: "button", role: "menuitem", onclick: () => { list.hidden = true; press(element, one.value); } }, one.text.text))));
  const root = el("span", { class: "overflow-menu" }, button, list);
  root.addEventListener("focusout", (event) => { if (!root.contains(event.relatedTarget)) list.hidden = true; });
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") { list.hidden = true; button.focus(); event.stopPropagation(); } });
  return root;
}

// What a form holds, as Slack sends it: block_id → action_id → the element with its value.
export function values(form) {
  const state = {};
  for (const field of form.querySelectorAll("[data-block]")) {
    const { block, action, kind } = field.dataset;
    (state[block] ||= {})[action] = { type: kind, ...READ[kind](field) };
  }
  return state;
}

const chosenOption = (field) => ({ selected_option: field.value ? { value: field.value, text: { type: "plain_text", text: field.selectedOptions[0].text } } : null });
const ticked = (field) => [...field.querySelectorAll("input:checked")].map((box) => ({ value: box.value, text: { type: "plain_text", text: box.dataset.text } }));
const READ = {
  plain_text_input: (field) => ({ value: field.value || null }),
  number_input: (field) => ({ value: field.value || null }),
  static_select: chosenOption,
  external_select: (field) => ({ selected_option: field.value ? { value: field.known.get(field.value) || field.value, text: { type: "plain_text", text: field.value } } : null }),
  users_select: (field) => ({ selected_user: field.value || null }),
  conversations_select: (field) => ({ selected_conversation: field.value || null }),
  channels_select: (field) => ({ selected_channel: field.value || null }),
  datepicker: (field) => ({ selected_date: field.value || null }),
  timepicker: (field) => ({ selected_time: field.value || null }),
  checkboxes: (field) => ({ selected_options: ticked(field) }),
  radio_buttons: (field) => ({ selected_option: ticked(field)[0] || null }),
};

export function input(block, names) {
  const element = block.element;
  const field = FIELDS[element.type]?.(element, names) || el("input", {});
  Object.assign(field.dataset, { block: block.block_id, action: element.action_id, kind: element.type in READ ? element.type : "plain_text_input" });
  const id = `field-${block.block_id}`;
  field.id = id;
  return el("div", { class: "input" },
    el("label", { for: id }, block.label.text, block.optional ? el("span", { class: "optional" }, " (optional)") : ""),
    field,
    block.hint ? el("p", { class: "hint" }, block.hint.text) : "",
    el("p", { class: "error", "data-error": block.block_id, hidden: true }));
}

const chooser = (element, options) => {
  const menu = select({ ...element, type: "static_select" }, options, () => {});
  return menu;
};
const boxes = (type) => (element) => el("div", { class: "boxes" }, (element.options || []).map((one) => {
  const initial = [element.initial_option, ...(element.initial_options || [])].some((first) => first?.value === one.value);
  const box = el("input", { type, name: element.action_id, value: one.value, checked: initial, "data-text": one.text.text });
  return el("label", {}, box, one.text.text);
}));

// Who fills a menu while somebody types; `ask(action, typed)` is set by the page.
export const menus = { ask: async () => [] };

function externalSelect(element) {
  const list = el("datalist", { id: `list-${element.action_id}` });
  const field = el("input", { list: list.id, placeholder: element.placeholder?.text, autocomplete: "off" });
  const known = new Map();
  const offer = (options) => {
    options.forEach((one) => known.set(one.text.text, one.value));
    list.replaceChildren(...options.map((one) => el("option", { value: one.text.text })));
  };
  const ask = async () => offer(await menus.ask(element.action_id, field.value));
  if (element.initial_option) { offer([element.initial_option]); field.value = element.initial_option.text.text; }
  field.addEventListener("focus", ask);
  field.addEventListener("input", ask);
  field.known = known;
  queueMicrotask(() => field.after(list));
  return field;
}

const FIELDS = {
  external_select: externalSelect,
  plain_text_input: (element) => {
    const field = el(element.multiline ? "textarea" : "input", { placeholder: element.placeholder?.text, maxlength: element.max_length });
    field.value = element.initial_value || "";
    return field;
  },
  number_input: (element) => el("input", { type: "number", step: element.is_decimal_allowed ? "any" : 1, value: element.initial_value, min: element.min_value, max: element.max_value }),
  static_select: (element) => chooser(element, element.options || []),
  users_select: (element, names) => chooser(element, people(names)),
  conversations_select: (element, names) => chooser(element, rooms(names)),
  channels_select: (element, names) => chooser(element, rooms(names)),
  datepicker: (element) => el("input", { type: "date", value: element.initial_date }),
  timepicker: (element) => el("input", { type: "time", value: element.initial_time }),
  checkboxes: boxes("checkbox"),
  radio_buttons: boxes("radio"),
};
