// Draws <canvas data-chart="bar|stacked|line|doughnut" data-source="id of a json_script">.
//
// The data: {"labels": [...], "series": [{"label": "...", "values": [...], "color": 1}, ...]}, where
// `color` picks one of the six chart colours (the order of the series otherwise). On the canvas:
// data-horizontal lays bars down, data-unit="KRW {amount}" is written around every number of a
// tooltip, data-max fixes the axis.

const language = document.documentElement.lang;
const whole = new Intl.NumberFormat(language);
const compact = new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 });
const drawn = [];

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

function colour(number) {
  return token(`color-chart-${((number - 1) % 6) + 1}`);
}

function withUnit(canvas, text) {
  return canvas.dataset.unit ? canvas.dataset.unit.replace("{amount}", text) : text;
}

function datasets(canvas, { labels, series }) {
  const round = canvas.dataset.chart === "doughnut";
  return series.map((one, index) => ({
    label: one.label,
    data: one.values,
    backgroundColor: round ? labels.map((_, slice) => colour(slice + 1)) : colour(one.color ?? index + 1),
    borderColor: canvas.dataset.chart === "line" ? colour(one.color ?? index + 1) : token("color-surface"),
    borderWidth: canvas.dataset.chart === "line" ? 2 : 1,
    maxBarThickness: 36,
    pointRadius: 3,
  }));
}

// A long name is broken into lines, so that the chart keeps its room and the name its words.
function lines(name, width = 22) {
  const broken = [];
  for (const word of String(name).split(" ")) {
    const last = broken.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= width) broken[broken.length - 1] = `${last} ${word}`;
    else broken.push(word);
  }
  return broken.length > 3 ? [...broken.slice(0, 2), `${broken[2]} …`] : broken;
}

function scales(canvas) {
  const { chart, horizontal, max } = canvas.dataset;
  if (chart === "doughnut") return {};
  const stacked = chart === "stacked";
  const lying = horizontal !== undefined;
  const ticks = { color: token("color-ink-soft") };
  const numbers = {
    stacked,
    beginAtZero: true,
    max: max ? Number(max) : undefined,
    border: { display: false },
    grid: { color: token("color-line") },
    ticks: { ...ticks, maxTicksLimit: 6, precision: 0, callback: (value) => compact.format(value) },
  };
  const names = {
    stacked,
    grid: { display: false },
    border: { color: token("color-line-strong") },
    ticks: { ...ticks, callback(value) { return lines(this.getLabelForValue(value)); } },
  };
  return lying ? { x: numbers, y: names } : { x: names, y: numbers };
}

function plugins(canvas, data) {
  return {
    legend: {
      display: canvas.dataset.chart === "doughnut" || data.series.length > 1,
      position: "bottom",
      labels: { color: token("color-ink"), boxWidth: 14, boxHeight: 14 },
    },
    tooltip: {
      callbacks: {
        label: ({ dataset, label, raw }) =>
          `${dataset.label ?? label}: ${withUnit(canvas, whole.format(raw))}`,
      },
    },
  };
}

function draw(canvas) {
  const data = JSON.parse(document.getElementById(canvas.dataset.source).textContent);
  return new Chart(canvas, {
    type: { stacked: "bar" }[canvas.dataset.chart] ?? canvas.dataset.chart,
    data: { labels: data.labels, datasets: datasets(canvas, data) },
    options: {
      animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 300 },
      indexAxis: canvas.dataset.horizontal === undefined ? "x" : "y",
      maintainAspectRatio: false,
      plugins: plugins(canvas, data),
      scales: scales(canvas),
    },
  });
}

function drawAll() {
  while (drawn.length) drawn.pop().destroy();
  Chart.defaults.font.family = token("font-text");
  for (const canvas of document.querySelectorAll("canvas[data-chart]")) drawn.push(draw(canvas));
}

drawAll();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
// The switch of the admin.
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
