"use strict";
// Names of themes on the map: the largest theme first, each beside its densest place, none over another.

const LINE = 15, WIDEST = 22;

function drawLabels(pen) {
  const taken = [];
  pen.font = "600 12px system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  data.themes.forEach((theme, k) => {
    if (theme.outside || !theme.count || (shown.theme !== null && shown.theme !== k)) return;
    const [x, y] = onScreen(theme.x, theme.y), lines = wrapped(theme.name);
    const box = freeBox(x, y, boxSize(pen, lines), taken);
    if (box === null) return;
    taken.push(box);
    drawLabel(pen, theme, lines, box, x, y);
  });
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

// The free place nearest to (x, y), tried on rings around it; null where all are taken or off the screen.
function freeBox(x, y, [width, height], taken) {
  const right = points.clientWidth, bottom = points.clientHeight;
  if (x < 0 || y < 0 || x > right || y > bottom) return null;
  for (let ring = 0; ring <= 6; ring++)
    for (let turn = 0; turn < (ring ? 12 : 1); turn++) {
      const angle = (turn * Math.PI) / 6;
      const left = x + Math.cos(angle) * ring * 26 - width / 2, top = y - Math.sin(angle) * ring * 18 - height / 2;
      const box = [left, top, left + width, top + height];
      if (left >= 0 && top >= 0 && box[2] <= right && box[3] <= bottom && !taken.some((other) => overlap(box, other)))
        return box;
    }
  return null;
}

function overlap(one, other) {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
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
