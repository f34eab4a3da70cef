// An error of the YAML parser in, a diagnostic in our own words and with a place that helps out.
import {
  type Document,
  type ErrorCode,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Scalar,
  visit,
  type YAMLError,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { Diagnostic, SourceFile, Span } from '../diagnostics/report.ts';
import { quoted } from './wording.ts';

type Explanation = Pick<Diagnostic, 'message' | 'help'>;

const INDENTATION: Explanation = {
  message: 'the indentation fits neither the line above nor what that line is part of',
  help: 'indent the fields of a mapping, and the items of a list, alike',
};

/** In characters: a longer text is not repeated in a hint. */
const LONGEST_EXAMPLE = 80;

const NO_PAIR: Explanation = {
  message: 'this is not "key: value"',
  help: 'is the colon missing, or the space after it?',
};

/** What people do by mistake, by the parser's code. Everything else is told as the parser tells it. */
const EXPLANATIONS: Readonly<Partial<Record<ErrorCode, Explanation>>> = {
  TAB_AS_INDENT: { message: 'this line is indented with a tab', help: 'indent with spaces' },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a text with ": " in it would start another mapping',
    help: 'put the text in quotes',
  },
  BAD_INDENT: INDENTATION,
  BAD_DQ_ESCAPE: {
    message: 'YAML does not know this escape',
    help: 'in double quotes write a backslash as \\\\; in single quotes it is an ordinary character',
  },
  UNEXPECTED_TOKEN: {
    message: 'something stands behind the value',
    help: "is a quote missing, or one too many? inside '…' a quote is written '', inside \"…\" it is written \\\"",
  },
  BAD_SCALAR_START: { message: 'a plain text cannot start like this', help: 'put it in quotes' },
  MULTILINE_IMPLICIT_KEY: NO_PAIR,
};

/** The parser has one code for each sign that is missing, and one for each that is too much: where it is tells which. */
function explanationOf({ code, pos: [offset] }: YAMLError, document: Document, text: string): Explanation | undefined {
  if (code !== 'MISSING_CHAR' && code !== 'UNEXPECTED_TOKEN') return EXPLANATIONS[code];
  const around = innermostAt(offset, document);
  if (around?.flow) return bracketInText(offset, text);
  if (code === 'UNEXPECTED_TOKEN') return EXPLANATIONS[code];
  const isKey = isMap(around) && around.items.some(({ key }) => isNode(key) && key.range?.[0] === offset);
  if (isKey) return NO_PAIR;
  return isSeq(around) ? INDENTATION : undefined;
}

/** A selector or a range that stands without quotes where a bracket has a meaning of its own. */
function bracketInText(offset: number, text: string): Explanation | undefined {
  const bracket = text.charAt(offset);
  if (CLOSING[bracket] === undefined || !/[^\s,[{]/.test(text.charAt(offset - 1))) return undefined;
  // No more than could be shown is looked at: a search for an end begins anew at every character.
  const [start = ''] = /[^\s,[{]+$/.exec(text.slice(Math.max(0, offset - LONGEST_EXAMPLE - 1), offset)) ?? [];
  const [rest = ''] = /^(?:\{[^{}\n]*\}|\[[^[\]\n]*\]|[^\s,{}[\]])+/.exec(text.slice(offset)) ?? [];
  const whole = `${start}${rest}`;
  const example = rest === '' || whole.length > LONGEST_EXAMPLE ? '' : `: '${whole.replaceAll("'", "''")}'`;
  return {
    message: `within {…} and […] the "${bracket}" begins a ${bracket === '{' ? 'mapping' : 'list'} of its own`,
    help: `put the whole text in quotes${example}`,
  };
}

/** The innermost mapping or list that holds a place. */
function innermostAt(offset: number, document: Document): YAMLMap | YAMLSeq | undefined {
  let found: YAMLMap | YAMLSeq | undefined;
  visit(document, {
    Collection: (_key, node) => {
      const [start, , end] = node.range ?? [0, 0, 0];
      if (start <= offset && offset < end) found = node as YAMLMap | YAMLSeq;
    },
  });
  return found;
}

/** What is wrong with the YAML itself. */
export function describeYamlProblem(error: YAMLError, document: Document, source: SourceFile): Diagnostic {
  const unclosed = findUnclosed(error, document, source);
  if (unclosed) return unclosed;
  const [start, end] = error.pos;
  const span = error.code === 'TAB_AS_INDENT' ? { source, start, end } : spanAt(start, source);
  if (error.code === 'TAG_RESOLVE_FAILED') {
    return {
      code: 'unknown-tag',
      severity: 'error',
      message: `the tag ${quoted(source.text.slice(...error.pos))} means nothing here`,
      span: { source, start: error.pos[0], end: error.pos[1] },
      help: 'remove it: a spec holds texts, numbers, lists and mappings only',
    };
  }
  const telling = explanationOf(error, document, source.text);
  const text = error.message.charAt(0).toLowerCase() + error.message.slice(1);
  return {
    code: 'yaml-syntax',
    severity: 'error',
    span,
    ...(telling ?? { message: `this is not valid YAML: ${text}` }),
  };
}

/** A merge key (`<<`) of something that cannot be merged: the parser itself throws for it, without a place. */
export function mergeProblem(document: Document, source: SourceFile): Diagnostic | undefined {
  let found: Node | undefined;
  visit(document, {
    Pair: (_key, { key, value }) => {
      if (!isScalar(key) || !isMergeKey(key)) return undefined;
      const merged = isSeq(value) ? value.items : [value];
      const isMergeable = merged.every((node) => isMap(isAlias(node) ? node.resolve(document) : node));
      if (isMergeable) return undefined;
      found = key;
      return visit.BREAK;
    },
  });
  return (
    found && {
      code: 'yaml-syntax',
      severity: 'error',
      message: 'the merge key "<<" takes a mapping, or a list of them',
      span: spanOfNode(found, source),
      help: 'give it an alias of a mapping, as in "<<: *defaults"',
    }
  );
}

/** Keys that are written again in the same mapping. The parser's own check compares each key with each other one. */
export function findDuplicateKeys(document: Document, source: SourceFile): Diagnostic[] {
  const found: Diagnostic[] = [];
  visit(document, {
    Map: (_key, { items }) => {
      const first = new Map<unknown, Node>();
      for (const { key } of items) {
        if (!isScalar(key) || typeof key.value === 'symbol') continue;
        const earlier = first.get(String(key.value));
        if (earlier) found.push(duplicateKey(key, earlier, source));
        else first.set(String(key.value), key);
      }
    },
  });
  return found;
}

function duplicateKey(second: Node, first: Node, source: SourceFile): Diagnostic {
  const span = spanOfNode(second, source);
  return {
    code: 'duplicate-key',
    severity: 'error',
    message: `the key ${quoted(source.text.slice(span.start, span.end))} is written twice in one mapping`,
    span,
    related: [{ message: 'first written here', span: spanOfNode(first, source) }],
    help: 'keep one of the two',
  };
}

/** The text of a node. */
export function spanOfNode({ range }: Node, source: SourceFile): Span {
  const [start, end] = range ?? [0, 0];
  return { source, start, end };
}

/** What is never closed shows where the text ends; what helps is where it was opened. */
function findUnclosed(
  { code, pos: [offset] }: YAMLError,
  document: Document,
  source: SourceFile,
): Diagnostic | undefined {
  if (code !== 'MISSING_CHAR' && code !== 'BAD_INDENT') return undefined;
  let opened: number | undefined;
  visit(document, {
    Node: (_key, node) => {
      const [start, end] = node.range ?? [0, 0];
      const isOpen = WHOLE[source.text.charAt(start)]?.test(source.text.slice(start, end)) === false;
      if (isOpen && isDelimited(node) && start < offset && offset <= end) opened = start;
    },
  });
  if (opened === undefined) return undefined;
  const sign = source.text.charAt(opened);
  const closing = CLOSING[sign];
  return {
    code: 'yaml-syntax',
    severity: 'error',
    message: closing === undefined ? 'this quote is never closed' : `this "${sign}" is never closed`,
    span: { source, start: opened, end: opened + 1 },
    help: closing === undefined ? `write a ${sign} where the text ends` : `write a "${closing}" where it ends`,
  };
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** What is delimited by signs, by the first of them, is whole where it looks like this. */
const WHOLE: Readonly<Record<string, RegExp>> = {
  "'": /^'(?:[^']|'')*'$/,
  '"': /^"(?:[^"\\]|\\[\s\S])*"$/,
  '{': /\}$/,
  '[': /\]$/,
};

function isDelimited(node: Node): boolean {
  return isCollection(node)
    ? node.flow === true
    : isScalar(node) && (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE');
}

/** The word at or behind `offset`: the parser points at the start of a line, or at a single character. */
function spanAt(offset: number, source: SourceFile): Span {
  const word = /[ \t]*(\S+)/y;
  word.lastIndex = offset;
  const [whole = '', found = ''] = word.exec(source.text) ?? [];
  const start = offset + whole.length - found.length;
  return { source, start, end: start + found.length };
}

/** A key with an anchor or a tag stays a text, which `yaml` takes for a merge all the same. */
function isMergeKey({ value, type }: Scalar): boolean {
  return typeof value === 'symbol' || (value === '<<' && (type === undefined || type === 'PLAIN'));
}
