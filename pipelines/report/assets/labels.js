"use strict";
// Names of themes on the map: those with most paragraphs in sight first, each beside its densest place, none over another.

const LINE = 15, WIDEST = 22, GAP = 3, SQUARE = 60, WORTH = 0.01, OWN = 0.1;

function drawLabels(pen) {
  const taken = [];
  pen.font = "600 12px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  for (const { theme, x, y } of densest()) {
    const lines = wrapped(theme.name), box = freeBox(x, y, boxSize(pen, lines), taken);
    if (box === null) continue;
    taken.push(box);
    drawLabel(pen, theme, lines, box, x, y);
  }
}

// For each theme that has enough paragraphs in sight, the middle of those in its fullest square of the map.
function densest() {
  const width = points.clientWidth, height = points.clientHeight;
  const squares = data.themes.map(() => new Map()), seen = data.themes.map(() => 0);
  for (let i = 0; i < count; i++) {
    const [across, down] = [data.x[i] * view.scale, data.y[i] * view.scale], [x, y] = [view.left + across, view.top + down];
    if (x < 0 || y < 0 || x > width || y > height || !lit(i)) continue;
    const key = Math.floor(across / SQUARE) * 1e6 + Math.floor(down / SQUARE), own = squares[data.theme[i]];
    const square = own.get(key) ?? own.set(key, { n: 0, x: 0, y: 0 }).get(key);
    square.n++;
    square.x += x;
    square.y += y;
    seen[data.theme[i]]++;
  }
  const all = seen.reduce((sum, n) => sum + n, 0);
  return data.themes
    .map((theme, k) => ({ theme, seen: seen[k], squares: [...squares[k].values()] }))
    .filter(({ theme, seen }) => !theme.outside && seen && (seen >= WORTH * all || seen >= OWN * theme.count))
    .sort((one, other) => other.seen - one.seen)
    .map(({ theme, squares }) => ({ theme, square: squares.reduce((best, own) => (own.n > best.n ? own : best)) }))
    .map(({ theme, square }) => ({ theme, x: square.x / square.n, y: square.y / square.n }));
}

function wrapped(name) {
  const lines = [""];
  for (const word of name.split(" ")) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (longer.length <= WIDEST || lines[lines.length - 1] === "") lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.length <= 3 ? lines : [...lines.slice(0, 2), `${lines[2]} …`];
}

function boxSize(pen, lines) {
  return [Math.max(...lines.map((line) => pen.measureText(line).width)) + 10, lines.length * LINE + 4];
}

// The free place nearest to (x, y), tried on rings around it; null where all are taken.
function freeBox(x, y, [width, height], taken) {
  const right = points.clientWidth, bottom = points.clientHeight;
  for (let ring = 0; ring <= 6; ring++)
    for (let turn = 0; turn < (ring ? 12 : 1); turn++) {
      const angle = (turn * Math.PI) / 6;
      const left = x + Math.cos(angle) * ring * 26 - width / 2, top = y - Math.sin(angle) * ring * 18 - height / 2;
      const box = [left, top, left + width, top + height];
      if (left >= 0 && top >= 0 && box[2] <= right && box[3] <= bottom && !taken.some((other) => close(box, other)))
        return box;
    }
  return null;
}

function close(one, other) {
  return one[0] < other[2] + GAP && other[0] < one[2] + GAP && one[1] < other[3] + GAP && other[1] < one[3] + GAP;
}

function drawLabel(pen, theme, lines, [left, top, right, bottom], x, y) {
  pen.lineWidth = 1.5;
  pen.strokeStyle = theme.colour;
  if (x < left || x > right || y < top || y > bottom) {
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(Math.min(Math.max(x, left), right), Math.min(Math.max(y, top), bottom));
    pen.stroke();
  }
  pen.fillStyle = "rgba(255, 255, 255, 0.86)";
  pen.fillRect(left, top, right - left, bottom - top);
  pen.strokeRect(left, top, right - left, bottom - top);
  pen.fillStyle = "#111";
  lines.forEach((line, i) => pen.fillText(line, (left + right) / 2, top + 2 + LINE * (i + 0.5)));
}
