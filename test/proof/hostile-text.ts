// Random texts and links made of what some tool on its way to a person takes for its own: templates, quotes, variables.
import fc from 'fast-check';

const PIECES = [
  ...'aZ09 "\'`\\\n\t{}$%<é店🚨',
  '{{',
  '}}',
  '${',
  '$$',
  '$value',
  '{{ $labels.x }}',
  '{{"',
  '\\n',
  '%d',
  '{',
];

/** A text made of what some tool on its way to a person takes for its own. What is blank alone is not written as it is by
 *  the library that writes these specs. */
export const hostileText = fc
  .array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 12 })
  .map((pieces) => pieces.join(''))
  .filter((text) => text.trim() !== '');

/** A link of that kind. */
export const hostileUrl = fc
  .array(fc.constantFrom('a', '/', '?x=', '{{y}}', ['$', '{z}'].join(''), '$', '#', '"', "'", '%20', '{{{'), {
    maxLength: 6,
  })
  .map((pieces) => `https://example.com/${pieces.join('')}`);
