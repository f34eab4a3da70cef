// `node render.mjs BOARD.json URL FROM TO VARIABLES OUT.html`: a board as a page that shows what Grafana would. Variables are JSON,
// values by name. Prints, as JSON, the height of the page and the panels that have nothing to show.
import { readFileSync, writeFileSync } from 'node:fs';
import { argv, stdout } from 'node:process';
import { numbersOf, Source } from './frames.mjs';
import { bars, emptyPanel, stat, table } from './panels.mjs';
import { drawn } from './plots.mjs';
import { escaped } from './words.mjs';

const COLUMN = 54;
const ROW = 32;

const STYLE = `
body{margin:0;background:#111217;color:#ccccdc;font:12px 'DejaVu Sans',sans-serif}
header{padding:10px 12px;height:24px}header b{font-size:16px}header span{background:#22252b;padding:4px 8px;margin-left:8px}
main{position:relative;margin:6px;width:${24 * COLUMN}px}svg text{fill:#9a9aa5;font-size:10px}
section{position:absolute;background:#181b1f;border:1px solid #2c3235;overflow:hidden;padding:0 8px}
h2{font-size:12px;margin:0;padding:6px 0}h1{position:absolute;font-size:14px;margin:0;padding:8px 4px}
.empty{display:flex;height:70%;align-items:center;justify-content:center;color:#8e8e99;font-size:15px;text-align:center}
.stats{display:flex;height:75%;gap:4px}.stat{flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center}
table{border-collapse:collapse;width:100%}th{color:#6e9fff;text-align:left}td,th{padding:5px 6px}td{border-top:1px solid #2c3235}
.link{color:#6e9fff;text-decoration:underline}.legend{font-size:10px;line-height:17px;white-space:nowrap}.legend span{color:#8e8e99}
.legend i{display:inline-block;width:12px;height:3px;margin-right:6px;vertical-align:middle}
.line{display:flex;align-items:center;height:26px}.name{width:45%;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.bar{flex:1;background:#22252b;height:18px;margin:0 8px}.bar div{height:18px}.value{width:80px;text-align:right}`;

const RENDERERS = {
  stat,
  table,
  bargauge: bars,
  timeseries: drawn,
  heatmap: drawn,
  'state-timeline': drawn,
  'status-history': drawn,
};

const [, , file, url, from, to, variables, out] = argv;
const board = JSON.parse(readFileSync(file, 'utf8'));
const values = JSON.parse(variables);
const source = new Source(url, { from: Number(from), to: Number(to) }, values);

const isEmpty = ({ type }, frames) =>
  type === 'table' ? (frames[0]?.length ?? 0) === 0 : numbersOf(frames).every(({ field }) => field.values.length === 0);

const empty = [];
const parts = [];
for (const panel of board.panels) {
  const { x, y, w, h } = panel.gridPos;
  if (panel.type === 'row') {
    parts.push(`<h1 style="top:${y * ROW}px">${panel.collapsed ? '▸' : '▾'} ${escaped(panel.title)}</h1>`);
    continue;
  }
  const size = { width: w * COLUMN - 32, height: h * ROW - 44 };
  const frames = await source.frames(panel, size.width);
  const isBare = isEmpty(panel, frames);
  const { noValue } = panel.fieldConfig?.defaults ?? {};
  if (isBare) empty.push({ id: panel.id, title: panel.title, ...(noValue !== undefined && { noValue }) });
  const body = isBare ? emptyPanel(panel) : RENDERERS[panel.type](panel, frames, size, source);
  const place = `left:${x * COLUMN}px;top:${y * ROW}px;width:${w * COLUMN - 26}px;height:${h * ROW - 10}px`;
  parts.push(`<section style="${place}"><h2>${escaped(panel.title)}</h2>${body}</section>`);
}
const height = Math.max(...board.panels.map(({ gridPos }) => (gridPos.y + gridPos.h) * ROW));
const chosen = board.templating.list
  .filter(({ name, hide, type }) => values[name] !== undefined && hide !== 2 && type !== 'datasource')
  .map(
    ({ name, label }) =>
      `<span>${escaped(label || name)}: ${escaped(values[name] === '.*' ? 'All' : values[name])}</span>`,
  );
const head = `<header><b>${escaped(board.title)}</b>${chosen.join('')}</header>`;
writeFileSync(
  out,
  `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${head}<main style="height:${height}px">${parts.join('')}</main>`,
);
stdout.write(JSON.stringify({ width: 24 * COLUMN + 12, height: height + 56, empty }));
