// Texts of a picture.
import { data } from './frames.mjs';

export const escaped = (text) =>
  String(text).replaceAll(/[&<>"]/g, (mark) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[mark]);

/** A value as its field shows it. */
export function shownText(field, value) {
  if (value === null || value === undefined || value === '') return field.config.noValue ?? '';
  return data.formattedValueToString(field.display(value));
}

export function clock(seconds) {
  return new Date(seconds * 1_000).toISOString().slice(11, 16);
}
