"use strict";
// What surrounds the map: the list of themes, the search, and what is told of the paragraph under the pointer.
// Text of articles reaches the page by textContent alone.

const STATES = ["core", "assigned", "outside"], REACH = 9, STILL = 4;
const legend = document.getElementById("legend"), card = document.getElementById("card");
const search = document.getElementById("search"), told = document.getElementById("told");
const rows = data.themes.map(legendRow);
let lowered = null, pinned = false, dragged = null, waiting = null, drawing = false;

function element(kind, className, text) {
  const made = document.createElement(kind);
  made.className = className;
  made.textContent = text;
  return made;
}

function legendRow(theme, k) {
  const row = element("button", "theme", ""), swatch = element("span", "swatch", "");
  const name = element("span", "name", theme.name), size = element("span", "number", "");
  swatch.style.background = theme.colour;
  if (theme.parent) name.append(element("small", "", theme.parent));
  row.append(swatch, name, size);
  row.addEventListener("click", () => alone(shown.theme === k ? null : k));
  legend.append(row);
  return { row, size };
}

function thousands(number) {
  return number.toLocaleString("en");
}

function alone(theme) {
  shown.theme = theme;
  update();
}

function update() {
  const found = shown.found === null ? null : new Array(data.themes.length).fill(0);
  if (found) for (let i = 0; i < count; i++) found[data.theme[i]] += shown.found[i];
  rows.forEach(({ row, size }, k) => {
    const all = data.themes[k].count;
    row.setAttribute("aria-pressed", String(shown.theme === k));
    row.classList.toggle("dim", (shown.theme !== null && shown.theme !== k) || (found !== null && found[k] === 0));
    size.textContent = found ? `${thousands(found[k])} of ${thousands(all)}` : `${thousands(all)} · ${((100 * all) / count).toFixed(1)} %`;
  });
  told.textContent = found ? `${thousands(found.reduce((sum, n) => sum + n, 0))} paragraphs found` : "";
  redraw();
}

function redraw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    hide();
    draw();
  });
}

// All words must stand in the paragraph, or in what is known of its article.
function find(words) {
  lowered ??= data.text.map((text, i) => `${text} ${data.articles[data.article[i]]}`.toLowerCase());
  return Uint8Array.from(lowered, (text) => (words.every((word) => text.includes(word)) ? 1 : 0));
}

function hide() {
  pin(false);
  card.hidden = true;
  mark(null);
}

// A card that is kept can be read and copied from; one that follows the pointer must not come between it and the map.
function pin(kept) {
  pinned = kept;
  card.classList.toggle("kept", kept);
}

function tell(i, x, y) {
  const theme = data.themes[data.theme[i]], second = data.themes[data.second[i]];
  const sure = `${STATES[data.state[i]]}, probability ${data.probability[i].toFixed(2)}`;
  const lines = [element("b", "", theme.name), element("i", "", sure), element("p", "", data.text[i])];
  if (second) lines.splice(2, 0, element("i", "", `next: ${second.name}`));
  card.replaceChildren(...lines, element("footer", "", data.articles[data.article[i]]));
  card.hidden = false;
  const right = points.clientWidth - card.offsetWidth - 8, bottom = points.clientHeight - card.offsetHeight - 8;
  card.style.left = `${Math.max(8, x + 14 > right ? x - card.offsetWidth - 14 : x + 14)}px`;
  card.style.top = `${Math.max(8, Math.min(y + 14, bottom))}px`;
  mark(i);
}

function hover(event) {
  if (dragged) drag(event);
  else if (!pinned) {
    const i = nearest(event.offsetX, event.offsetY, REACH);
    if (i === null) hide();
    else tell(i, event.offsetX, event.offsetY);
  }
}

function drag(event) {
  const [across, down] = [event.offsetX - dragged.x, event.offsetY - dragged.y];
  if (!dragged.moved && Math.hypot(across, down) < STILL) return;
  view.left += across;
  view.top += down;
  dragged = { x: event.offsetX, y: event.offsetY, moved: true };
  redraw();
}

// A click keeps the card; the next one lets go of it.
function release(event) {
  const clicked = dragged !== null && !dragged.moved;
  dragged = null;
  if (!clicked) return;
  hide();
  hover(event);
  pin(!card.hidden);
}

function zoomBy(factor) {
  zoom(factor, points.clientWidth / 2, points.clientHeight / 2);
  redraw();
}

marks.addEventListener("pointermove", hover);
marks.addEventListener("pointerdown", (event) => {
  marks.setPointerCapture(event.pointerId);
  dragged = { x: event.offsetX, y: event.offsetY, moved: false };
});
marks.addEventListener("pointerup", release);
marks.addEventListener("pointerleave", () => pinned || hide());
marks.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(1.0015 ** -event.deltaY, event.offsetX, event.offsetY);
  redraw();
}, { passive: false });
search.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    shown.found = words.length ? find(words) : null;
    update();
  }, 150);
});
document.getElementById("closer").addEventListener("click", () => zoomBy(1.6));
document.getElementById("farther").addEventListener("click", () => zoomBy(1 / 1.6));
document.getElementById("whole").addEventListener("click", () => {
  search.value = "";
  shown.found = null;
  fit();
  alone(null);
});
window.addEventListener("resize", () => { fit(); redraw(); });
fit();
update();
