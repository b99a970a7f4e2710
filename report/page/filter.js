"use strict";
const form = document.querySelector(".filter");
const input = form.querySelector("input");
const output = form.querySelector("output");
const rows = [...document.querySelectorAll("main .finding")];
const groups = [...document.querySelectorAll("main .group")];
const wasOpen = new Map(groups.map(group => [group, group.open]));
const textOf = new Map(rows.map(row => {
  const group = row.closest(".group");
  return [row, ((group ? group.querySelector("summary").textContent + " " : "") + row.textContent).toLowerCase()];
}));
function filter() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    row.hidden = !words.every(word => textOf.get(row).includes(word));
    shown += row.hidden ? 0 : 1;
  }
  for (const group of groups) {
    const some = [...group.querySelectorAll(".finding")].some(row => !row.hidden);
    group.hidden = !some;
    group.open = words.length ? some : wasOpen.get(group);
  }
  output.textContent = words.length ? shown + " of " + rows.length + " shown" : "";
}
form.hidden = rows.length === 0;
form.addEventListener("submit", event => event.preventDefault());
input.addEventListener("input", filter);
