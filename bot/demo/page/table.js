// data_table and table blocks: sorted by a click on a column, one page at a time.

import { el } from "./dom.js";
import { richText } from "./mrkdwn.js";

export function dataTable(block, names) {
  const [head, ...rows] = block.rows;
  const size = block.page_size || 5;
  const shown = { page: 0, column: -1, down: false };
  const root = el("div", { class: "data-table" });

  function sorted() {
    if (shown.column < 0) return rows;
    const numeric = rows.every((row) => row[shown.column].type === "raw_number");
    const key = (row) => (numeric ? row[shown.column].value : (row[shown.column].text || "").toLowerCase());
    const order = [...rows].sort((one, other) => (key(one) < key(other) ? -1 : key(one) > key(other) ? 1 : 0));
    return shown.down ? order.reverse() : order;
  }

  function sortBy(column) {
    // Numbers are looked for from the top, names from A.
    const first = rows.every((row) => row[column].type === "raw_number");
    shown.down = shown.column === column ? !shown.down : first;
    shown.column = column;
    shown.page = 0;
    draw(column);
  }

  function draw(focused = -1) {
    const page = sorted().slice(shown.page * size, (shown.page + 1) * size);
    const table = el("table", {},
      el("thead", {}, el("tr", {}, head.map((cell, column) => heading(cell, column)))),
      el("tbody", {}, page.map((row) => el("tr", {}, row.map((cell, column) => body(cell, column))))));
    root.replaceChildren(el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": block.caption }, table), foot());
    if (focused >= 0) root.querySelectorAll("thead button")[focused].focus();
  }

  function heading(cell, column) {
    const direction = shown.column !== column ? "none" : shown.down ? "descending" : "ascending";
    const mark = { none: "", ascending: " ↑", descending: " ↓" }[direction];
    const numeric = rows.every((row) => row[column].type === "raw_number");
    return el("th", { scope: "col", "aria-sort": direction, class: numeric ? "number" : "" },
      el("button", { type: "button", onclick: () => sortBy(column) }, cell.text + mark));
  }

  function body(cell, column) {
    const content = cell.type === "rich_text" ? richText(cell.elements, names) : cell.text;
    const tag = column === block.row_header_column_index ? "th" : "td";
    return el(tag, { scope: tag === "th" ? "row" : null, class: cell.type === "raw_number" ? "number" : "" }, content);
  }

  function foot() {
    const pages = Math.ceil(rows.length / size);
    const first = shown.page * size + 1, last = Math.min(rows.length, first + size - 1);
    const turn = (by) => { shown.page += by; draw(); };
    return el("div", { class: "table-foot" },
      el("span", { class: "caption" }, block.caption),
      pages > 1 ? el("span", { class: "pages" },
        el("button", { type: "button", "aria-label": "Earlier rows", disabled: shown.page === 0, onclick: () => turn(-1) }, "‹"),
        `${first}–${last} of ${rows.length}`,
        el("button", { type: "button", "aria-label": "Later rows", disabled: shown.page + 1 >= pages, onclick: () => turn(1) }, "›")) : "");
  }

  draw();
  return root;
}
