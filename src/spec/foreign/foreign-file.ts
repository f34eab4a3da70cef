// A large file in, whether it was written for another tool out, after a look at its outermost lines: a dump of a cluster has
// megabytes, which would take seconds to parse only to be refused.
import { parse } from 'yaml';
import type { Diagnostic, SourceFile, Span } from '../../diagnostics/report.ts';
import { foreignSpec } from './foreign-spec.ts';

/** Smaller files are parsed as a whole, which finds all that is foreign in them. */
const LARGE_CHARACTERS = 100_000;

/** A document of another tool has a few outermost fields. */
const MOST_FIELDS = 50;

/** A longer value is no name of a tool, of its version or of a kind. */
const MOST_CHARACTERS = 1_000;

/** An outermost field with what stands on its own line, or the first field of a list's first item. */
const OUTERMOST = /^(?:- )?["'A-Za-z][^\n]*$/gm;

const FIELD_OF_ITEM = /^(?:- | {2})["'A-Za-z][^\n]*$/gm;

/** The diagnostic for a large file whose first document was written for another tool; undefined for any other file. */
export function foreignFile(source: SourceFile): Diagnostic | undefined {
  if (source.text.length < LARGE_CHARACTERS) return undefined;
  const first = source.text.search(/^[^#\s%-]|^- /m);
  if (first < 0) return undefined;
  const end = source.text.slice(first).search(/^---/m);
  const text = source.text.slice(first, end < 0 ? undefined : first + end);
  const head = text.startsWith('{') ? text : outermostOf(text);
  const width = head.search(/[:\s]|$/);
  const span: Span = { source, start: first, end: first + Math.max(width, 1) };
  return foreignSpec(parsed(head), span);
}

/** The lines of outermost fields; a field whose value stands below holds nothing here. */
function outermostOf(text: string): string {
  if (text.startsWith('- ')) return firstItem(text);
  const lines = text.match(OUTERMOST) ?? [];
  // The items of a list may be indented as little as its field.
  return lines
    .filter((line) => !line.startsWith('- ') && line.length <= MOST_CHARACTERS)
    .slice(0, MOST_FIELDS)
    .map((line) => line.replace(/^items:$/, 'items: []'))
    .join('\n');
}

/** The outermost fields of the first item of a list. */
function firstItem(text: string): string {
  const next = text.indexOf('\n- ');
  const item = next < 0 ? text : text.slice(0, next);
  const lines = item.match(FIELD_OF_ITEM) ?? [];
  return lines
    .filter(({ length }) => length <= MOST_CHARACTERS)
    .slice(0, MOST_FIELDS)
    .join('\n');
}

function parsed(text: string): unknown {
  try {
    return text.startsWith('{') ? JSON.parse(text) : parse(text, { logLevel: 'silent', maxAliasCount: 0 });
  } catch {
    // Whatever is wrong with it is told after parsing all of it.
    return undefined;
  }
}
