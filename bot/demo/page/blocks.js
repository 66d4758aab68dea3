// Block Kit blocks as elements, drawn much as Slack draws them.

import { chart } from "./chart.js";
import { el } from "./dom.js";
import { input, interactive } from "./elements.js";
import { richText, textObject } from "./mrkdwn.js";
import { dataTable } from "./table.js";

// `press(block, element, value)` sends a click.
export function blocks(list, names, press) {
  return list.map((block) => (KINDS[block.type] || unknown)(block, names, (element, value) => press(block, element, value)));
}

const unknown = (block) => el("div", { class: "unknown" }, `This block cannot be shown here: ${block.type}`);

const KINDS = {
  header: (block, names) => el("h3", { class: "header" }, textObject(block.text, names)),
  divider: () => el("hr"),
  section: (block, names, press) => el("div", { class: "section" },
    el("div", { class: "section-body" },
      block.text ? el("div", { class: "text" }, textObject(block.text, names)) : "",
      block.fields ? el("div", { class: "fields" }, block.fields.map((field) => el("div", {}, textObject(field, names)))) : ""),
    block.accessory ? el("div", { class: "accessory" }, interactive(block.accessory, names, press)) : ""),
  context: (block, names) => el("div", { class: "context" }, block.elements.map((element) =>
    el("span", {}, element.type === "image" ? element.alt_text : textObject(element, names)))),
  actions: (block, names, press) => el("div", { class: "actions" }, block.elements.map((element) => interactive(element, names, press))),
  rich_text: (block, names) => el("div", { class: "rich" }, richText(block.elements, names)),
  markdown: (block, names) => el("div", { class: "text" }, textObject({ type: "plain_text", text: block.text }, names)),
  image: (block) => el("div", { class: "image" }, block.alt_text),
  data_table: dataTable,
  table: (block, names) => dataTable({ ...block, caption: "", page_size: 100 }, names),
  data_visualization: chart,
  alert: (block, names) => el("div", { class: `alert ${block.level || ""}` }, textObject(block.text, names)),
  input: input,
};
