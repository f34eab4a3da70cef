// Panels as HTML: numbers, tables and bars. Which text and colour a value has, Grafana's library says.
import { lastOf, numbersOf, theme } from './frames.mjs';
import { escaped, shownText } from './words.mjs';

export function emptyPanel({ fieldConfig }) {
  return `<div class="empty">${escaped(fieldConfig?.defaults?.noValue ?? 'No data')}</div>`;
}

export function stat({ options }, frames, { width }) {
  const fields = numbersOf(frames).map(({ field }) => field);
  const hasNames = options.textMode === 'value_and_name' || (options.textMode !== 'value' && fields.length > 1);
  const cells = fields.map((field) => {
    const value = lastOf(field);
    const text = shownText(field, value);
    const color = field.display(value).color ?? theme.colors.text.primary;
    const style = options.colorMode === 'background' ? `background:${color};color:#fff` : `color:${color}`;
    const size = Math.min(40, (1.5 * width) / fields.length / Math.max(4, text.length));
    const name = hasNames ? `<div>${escaped(field.shown)}</div>` : '';
    return `<div class="stat" style="${style}">${name}<div style="font-size:${size}px">${escaped(text)}</div></div>`;
  });
  return `<div class="stats">${cells.join('')}</div>`;
}

export function table({ options }, [frame]) {
  const columns = frame.fields.filter(({ config }) => !config.custom?.hidden && !config.custom?.hideFrom?.viz);
  const head = columns.map(({ shown }) => `<th>${escaped(shown)}</th>`).join('');
  const rows = sortedRows(frame, columns, options.sortBy?.[0]).map(
    (row) => `<tr>${columns.map((column) => cell(column, column.values[row])).join('')}</tr>`,
  );
  return `<table><tr>${head}</tr>${rows.join('')}</table>`;
}

function sortedRows(frame, columns, sortBy) {
  const rows = Array.from({ length: frame.length }, (_, row) => row);
  if (sortBy === undefined) return rows;
  const column = columns.find(({ shown }) => shown === sortBy.displayName);
  if (column === undefined) throw new Error(`there is no column ${sortBy.displayName}`);
  const sign = sortBy.desc ? -1 : 1;
  return rows.sort((a, b) => sign * compare(column.values[a], column.values[b]));
}

function compare(a, b) {
  if (a === b) return 0;
  return (a ?? Number.NEGATIVE_INFINITY) < (b ?? Number.NEGATIVE_INFINITY) ? -1 : 1;
}

function cell(column, value) {
  const text = escaped(shownText(column, value));
  const { color } = column.display(value);
  const isThere = value !== null && value !== undefined;
  const { type } = column.config.custom?.cellOptions ?? {};
  if (type === 'color-background' && isThere) return `<td style="background:${color};color:#fff">${text}</td>`;
  if (type === 'color-text' && isThere) return `<td style="color:${color}">${text}</td>`;
  return column.config.links?.length > 0 ? `<td class="link">${text}</td>` : `<td>${text}</td>`;
}

export function bars(_panel, frames) {
  const fields = numbersOf(frames).map(({ field }) => ({ field, value: lastOf(field) }));
  const most = Math.max(...fields.map(({ field, value }) => field.config.max ?? value), 1e-9);
  const lines = fields.map(({ field, value }) => {
    const { color } = field.display(value);
    const share = Math.max(0, Math.min(100, (100 * value) / most));
    const bar = `<div class="bar"><div style="width:${share}%;background:${color}"></div></div>`;
    const text = `<div class="value" style="color:${color}">${escaped(shownText(field, value))}</div>`;
    return `<div class="line"><div class="name">${escaped(field.shown)}</div>${bar}${text}</div>`;
  });
  return lines.join('');
}
