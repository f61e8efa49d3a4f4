"use strict";
// The map itself: where points lie on the screen, what is drawn, and which point lies under the pointer.
// data.x and data.y are integers in [0, EXTENT]; `view` turns them into CSS pixels.

const EXTENT = 10000, CELL = 100, CELLS = EXTENT / CELL + 1, MARGIN = 30, PALE = "#dfe3e8";
const data = JSON.parse(document.getElementById("data").textContent);
const count = data.x.length;
const points = document.getElementById("points"), marks = document.getElementById("marks");
const view = { scale: 1, left: 0, top: 0, fitted: 1 };
const shown = { theme: null, found: null }; // one theme alone; a Uint8Array of paragraphs found by the search
const buckets = bucketed(), order = drawingOrder();

function bucketed() {
  const cells = Array.from({ length: CELLS * CELLS }, () => []);
  for (let i = 0; i < count; i++) cells[cellOf(data.y[i]) * CELLS + cellOf(data.x[i])].push(i);
  return cells;
}

function cellOf(place) {
  return Math.floor(place / CELL);
}

// Paragraphs outside lie at the bottom, those of the smallest theme on top.
function drawingOrder() {
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const depth = data.themes.map((theme, k) => (theme.outside ? -1 : k));
  return rows.sort((a, b) => depth[data.theme[a]] - depth[data.theme[b]] || a - b);
}

function fit() {
  const { clientWidth: width, clientHeight: height } = points;
  view.fitted = view.scale = Math.min((width - 2 * MARGIN) / data.width, (height - 2 * MARGIN) / data.height);
  view.left = (width - data.width * view.scale) / 2;
  view.top = (height - data.height * view.scale) / 2;
}

function zoom(factor, x, y) {
  const scale = Math.min(Math.max(view.scale * factor, view.fitted / 2), view.fitted * 400);
  view.left = x - ((x - view.left) * scale) / view.scale;
  view.top = y - ((y - view.top) * scale) / view.scale;
  view.scale = scale;
}

function onScreen(x, y) {
  return [view.left + x * view.scale, view.top + y * view.scale];
}

function lit(i) {
  return (shown.theme === null || data.theme[i] === shown.theme) && (shown.found === null || shown.found[i] === 1);
}

// Few points are drawn large; so are those that a search found.
function radius() {
  const still = Math.min(4.5, Math.max(shown.found === null ? 1.2 : 3, 110 / Math.sqrt(count)));
  return Math.min(8, still * Math.sqrt(Math.max(1, view.scale / view.fitted)));
}

function ratio() {
  return window.devicePixelRatio || 1;
}

function cleared(canvas) {
  const pen = canvas.getContext("2d");
  canvas.width = Math.round(canvas.clientWidth * ratio());
  canvas.height = Math.round(canvas.clientHeight * ratio());
  pen.scale(ratio(), ratio());
  return pen;
}

function draw() {
  const pen = cleared(points), image = pen.createImageData(points.width, points.height);
  const size = radius() * ratio(), core = dot(size), other = dot(0.75 * size), dim = dot(Math.max(ratio(), 0.4 * size));
  const pale = rgb(PALE), colours = data.themes.map((theme) => rgb(theme.colour));
  const filtered = shown.theme !== null || shown.found !== null;
  const sheet = { pixels: image.data.fill(255), width: image.width, height: image.height, fine: ratio() };
  if (filtered) for (const i of order) if (!lit(i)) press(sheet, dim, pale, i);
  for (const i of order) if (!filtered || lit(i)) press(sheet, data.state[i] === 0 ? core : other, colours[data.theme[i]], i);
  pen.putImageData(image, 0, 0);
  drawLabels(pen);
  mark(null);
}

// How far a dot of this radius covers each device pixel of a small square around it, in [0, 1].
function dot(size) {
  const half = Math.ceil(size), side = 2 * half + 1, cover = new Float32Array(side * side);
  for (let k = 0; k < cover.length; k++) {
    const apart = Math.hypot((k % side) - half, Math.floor(k / side) - half);
    cover[k] = Math.min(1, Math.max(0, size + 0.5 - apart));
  }
  return { half, side, cover };
}

// Pixels are set by hand: without a graphics card the canvas's own circles take seconds for a hundred thousand points.
function press({ pixels, width, height, fine }, { half, side, cover }, colour, i) {
  const left = Math.round((view.left + data.x[i] * view.scale) * fine) - half;
  const top = Math.round((view.top + data.y[i] * view.scale) * fine) - half;
  if (left < 0 || top < 0 || left + side > width || top + side > height) return;
  for (let k = 0, row = 0; row < side; row++)
    for (let column = 0, at = 4 * ((top + row) * width + left); column < side; column++, k++, at += 4)
      for (let part = 0; part < 3; part++) pixels[at + part] += (colour[part] - pixels[at + part]) * cover[k];
}

function rgb(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

function disc(pen, x, y, size) {
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
}

// Rings the point under the pointer, on a canvas of its own, so that moving the pointer redraws no other.
function mark(i) {
  const pen = cleared(marks);
  if (i === null) return;
  disc(pen, ...onScreen(data.x[i], data.y[i]), radius() + 3);
  pen.lineWidth = 2;
  pen.strokeStyle = "#111";
  pen.stroke();
}

// The paragraph nearest to a place on the screen, at most `reach` pixels away; null where there is none.
function nearest(x, y, reach) {
  const [u, v, far] = [(x - view.left) / view.scale, (y - view.top) / view.scale, reach / view.scale];
  let best = null, least = far * far;
  for (let row = Math.max(0, cellOf(v - far)); row <= Math.min(CELLS - 1, cellOf(v + far)); row++)
    for (let column = Math.max(0, cellOf(u - far)); column <= Math.min(CELLS - 1, cellOf(u + far)); column++)
      for (const i of buckets[row * CELLS + column]) {
        const apart = (data.x[i] - u) ** 2 + (data.y[i] - v) ** 2;
        if (apart < least && lit(i)) [best, least] = [i, apart];
      }
  return best;
}
