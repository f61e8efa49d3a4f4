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

function radius() {
  const still = Math.min(4.5, Math.max(1.2, 110 / Math.sqrt(count)));
  return Math.min(8, still * Math.sqrt(Math.max(1, view.scale / view.fitted)));
}

function cleared(canvas) {
  const ratio = window.devicePixelRatio || 1, pen = canvas.getContext("2d");
  canvas.width = canvas.clientWidth * ratio;
  canvas.height = canvas.clientHeight * ratio;
  pen.scale(ratio, ratio);
  return pen;
}

function draw() {
  const pen = cleared(points), size = radius(), filtered = shown.theme !== null || shown.found !== null;
  const stamps = data.themes.map((theme) => [stamp(theme.colour, size, 1), stamp(theme.colour, size, 0.55)]);
  const faded = stamp(PALE, size, 0.7);
  if (filtered) for (const i of order) if (!lit(i)) press(pen, faded, i);
  for (const i of order) if (!filtered || lit(i)) press(pen, stamps[data.theme[i]][data.state[i] === 0 ? 0 : 1], i);
  drawLabels(pen);
  mark(null);
}

// A dot drawn once: stamping an image a hundred thousand times is far quicker than drawing as many circles.
function stamp(colour, size, strength) {
  const ratio = window.devicePixelRatio || 1, image = document.createElement("canvas"), half = Math.ceil(size) + 1;
  image.width = image.height = 2 * half * ratio;
  const pen = image.getContext("2d");
  pen.scale(ratio, ratio);
  pen.globalAlpha = strength;
  disc(pen, half, half, size);
  pen.fillStyle = colour;
  pen.fill();
  return { image, half };
}

function press(pen, { image, half }, i) {
  const x = view.left + data.x[i] * view.scale, y = view.top + data.y[i] * view.scale;
  if (x < -half || y < -half || x > points.clientWidth + half || y > points.clientHeight + half) return;
  pen.drawImage(image, x - half, y - half, 2 * half, 2 * half);
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
