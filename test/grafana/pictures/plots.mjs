// Panels over time, drawn as SVG: lines, states, and buckets of a histogram.
import { lastOf, numbersOf, theme } from './frames.mjs';
import { clock, escaped, shownText } from './words.mjs';

const PALETTE = ['#73BF69', '#F2CC0C', '#8AB8FF', '#FF780A', '#F2495C', '#5794F2', '#B877D9', '#705DA0'];
const TICKS = [0, 1, 2, 3, 4];

/** Where moments and values lie in a plot. */
class Plane {
  constructor({ from, to }, { left, width, height, low = 0, high = 1, isLogarithmic = false }) {
    const place = (value) => (isLogarithmic ? Math.sign(value) * Math.log1p(Math.abs(value)) : value);
    const span = place(high) - place(low) || 1;
    this.x = (ms) => left + ((ms / 1_000 - from) / (to - from)) * width;
    this.y = (value) => 4 + height - ((place(value) - place(low)) / span) * height;
    this.valueAt = (share) => {
      const at = place(low) + share * span;
      return isLogarithmic ? Math.sign(at) * Math.expm1(Math.abs(at)) : at;
    };
    this.right = left + width;
    this.times = TICKS.map((tick) => {
      const seconds = from + ((to - from) * tick) / 4;
      const anchor = tick === 4 ? 'end' : 'middle';
      return `<text x="${this.x(seconds * 1_000)}" y="${height + 20}" text-anchor="${anchor}">${clock(seconds)}</text>`;
    }).join('');
  }
}

export function drawn(panel, frames, size, range) {
  const { type } = panel;
  if (type === 'timeseries') return lines(panel, numbersOf(frames), size, range);
  return type === 'heatmap' ? buckets(numbersOf(frames), size, range) : states(panel, numbersOf(frames), size, range);
}

function lines({ fieldConfig: { defaults }, options }, fields, { width, height }, range) {
  const rows = Math.min(fields.length, 5) + 1;
  const custom = defaults.custom ?? {};
  const isStacked = custom.stacking?.mode === 'normal';
  const stacks = isStacked ? stacked(fields) : fields.map(({ field }) => [...field.values]);
  const numbers = stacks.flat().filter((value) => Number.isFinite(value) && value !== null);
  const isLogarithmic = custom.scaleDistribution !== undefined && custom.scaleDistribution.type !== 'linear';
  const plane = new Plane(range, {
    left: 70,
    width: width - 80,
    height: height - 30 - rows * 17,
    low: Math.min(defaults.min ?? Math.min(...numbers), custom.axisSoftMin ?? Number.POSITIVE_INFINITY),
    high: Math.max(defaults.max ?? Math.max(...numbers), custom.axisSoftMax ?? Number.NEGATIVE_INFINITY),
    isLogarithmic,
  });
  const colors = fields.map(({ field }, at) => colorOf(field, at));
  const paths = stacks.map((values, at) => line(fields[at], values, colors[at], plane));
  const plot = `${grid(fields[0].field, plane)}${thresholds(defaults, plane)}${paths.join('')}${plane.times}`;
  return `<svg width="${width}" height="${height - rows * 17}">${plot}</svg>${legend(fields, colors, options.legend)}`;
}

function stacked(fields) {
  const sums = new Map();
  return fields.map(({ field, times }) =>
    [...field.values].map((value, at) => {
      if (value === null) return null;
      const sum = (sums.get(times[at]) ?? 0) + value;
      sums.set(times[at], sum);
      return sum;
    }),
  );
}

function colorOf({ config: { color }, ...field }, at) {
  if (color?.mode === 'fixed') return theme.visualization.getColorByName(color.fixedColor);
  if (color?.mode === 'thresholds') return field.display(lastOf(field)).color;
  return PALETTE[at % PALETTE.length];
}

function grid(field, { x: _x, y, right, valueAt }) {
  return TICKS.map((tick) => {
    const value = valueAt(tick / 4);
    const text = `<text x="64" y="${y(value) + 4}" text-anchor="end">${escaped(shownText(field, value))}</text>`;
    return `<line x1="70" x2="${right}" y1="${y(value)}" y2="${y(value)}" stroke="#2c3235"/>${text}`;
  }).join('');
}

function thresholds({ custom, thresholds: { steps = [] } = {} }, { y, right }) {
  if (!custom?.thresholdsStyle || custom.thresholdsStyle.mode === 'off') return '';
  return steps
    .filter(({ value }) => value !== null && Number.isFinite(y(value)))
    .map(({ value, color }) => {
      const stroke = theme.visualization.getColorByName(color);
      return `<line x1="70" x2="${right}" y1="${y(value)}" y2="${y(value)}" stroke="${stroke}" stroke-dasharray="6 4"/>`;
    })
    .join('');
}

function line({ field, times }, values, color, { x, y }) {
  let path = '';
  let isDown = false;
  for (const [at, value] of values.entries()) {
    const isThere = value !== null && Number.isFinite(value);
    if (isThere) path += `${isDown ? 'L' : 'M'}${x(times[at]).toFixed(1)} ${y(value).toFixed(1)}`;
    isDown = isThere;
  }
  const isDashed = field.config.custom?.lineStyle?.fill === 'dash';
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.5"${isDashed ? ' stroke-dasharray="8 6"' : ''}/>`;
}

const CALCULATIONS = {
  lastNotNull: (values) => values.at(-1),
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};

function legend(fields, colors, { showLegend = true, calcs = [] } = {}) {
  if (!showLegend) return '';
  const rows = fields.slice(0, 5).map(({ field }, at) => {
    const values = [...field.values].filter((value) => value !== null);
    const numbers = calcs.map(
      (calc) => `${calc.replace('NotNull', '')} ${shownText(field, CALCULATIONS[calc](values))}`,
    );
    const mark = `<i style="background:${colors[at]}"></i>`;
    return `<div>${mark}${escaped(field.shown)} <span>${escaped(numbers.join('   '))}</span></div>`;
  });
  const more = fields.length > 5 ? `<div>… ${fields.length - 5} more</div>` : '';
  return `<div class="legend">${rows.join('')}${more}</div>`;
}

const NAMES = 240;

function states({ type }, fields, { width, height }, range) {
  const rowHeight = Math.min(30, (height - 28) / fields.length);
  const plane = new Plane(range, { left: NAMES, width: width - NAMES - 10, height: fields.length * rowHeight });
  const rows = fields.map(({ field, times }, row) => {
    const top = 4 + row * rowHeight;
    const step = (times[1] ?? times[0]) - times[0];
    const name = `<text x="${NAMES - 6}" y="${top + rowHeight / 2 + 4}" text-anchor="end">${escaped(field.shown)}</text>`;
    const cells = [...field.values].map((value, at) => {
      if (value === null) return '';
      const [left, right] = [plane.x(times[at]), Math.min(plane.x(times[at] + step), plane.right)];
      const gap = type === 'status-history' ? 3 : -0.5;
      const size = `width="${Math.max(1, right - left - gap)}" height="${rowHeight - 4}"`;
      return `<rect x="${left}" y="${top}" ${size} fill="${field.display(value).color}"/>`;
    });
    return name + cells.join('');
  });
  return `<svg width="${width}" height="${height}">${rows.join('')}${plane.times}</svg>`;
}

function buckets(fields, { width, height }, range) {
  const bound = ({ field }) => Number.parseFloat(field.shown.replace('+Inf', 'Infinity'));
  const rows = withoutSmaller([...fields].sort((a, b) => bound(b) - bound(a)));
  const rowHeight = (height - 28) / rows.length;
  const plane = new Plane(range, { left: 70, width: width - 80, height: height - 28 });
  const most = Math.max(...rows.flatMap(({ values }) => values), 1e-9);
  const drawnRows = rows.map(({ field, times, values }, row) => {
    const top = 4 + row * rowHeight;
    const step = (times[1] ?? times[0]) - times[0];
    const cells = values.map((value, at) => {
      if (!value) return '';
      const size = `width="${Math.max(1, plane.x(times[at] + step) - plane.x(times[at]))}" height="${rowHeight - 1}"`;
      return `<rect x="${plane.x(times[at])}" y="${top}" ${size} fill="#FF9830" opacity="${0.15 + (0.85 * value) / most}"/>`;
    });
    return `<text x="64" y="${top + rowHeight / 2 + 4}" text-anchor="end">${escaped(field.shown)}</text>${cells.join('')}`;
  });
  return `<svg width="${width}" height="${height}">${drawnRows.join('')}${plane.times}</svg>`;
}

/** A bucket of Prometheus counts what is in the smaller ones too; Grafana takes that off. The largest comes first. */
function withoutSmaller(rows) {
  return rows.map(({ field, times }, row) => {
    const smaller = rows[row + 1]?.field.values ?? [];
    return { field, times, values: [...field.values].map((value, at) => Math.max(0, value - (smaller[at] ?? 0))) };
  });
}
