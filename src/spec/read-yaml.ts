// YAML text in, its documents as values and trees out, and what is wrong with the YAML itself. Knows no field of a spec.
import { type Alias, Composer, type CST, type Document, Lexer, type Node, Parser, visit } from 'yaml';
import type { Diagnostic, Report, SourceFile, Span } from '../diagnostics/report.ts';
import { countWords } from '../text/numbers.ts';
import { didYouMean } from '../text/suggest.ts';
import { quoted } from './wording.ts';
import { describeYamlProblem, findDuplicateKeys, mergeProblem, spanOfNode } from './yaml-problem.ts';

/** One document that holds something. */
export interface YamlDocument {
  readonly value: unknown;
  readonly root: Node | null;
}

/** More uses of one anchor, those inside of anchors multiplied, are taken for an attack ("billion laughs"). */
const MAX_ALIASES = 1_000;

/** The parser looks each alias up among all others. */
const MOST_ALIASES = 10_000;

/** The language needs less than ten levels. The parser is recursive: where it runs out of stack is a matter of luck, so
 *  the levels are counted before. */
const MAX_DEPTH = 50;

/** Names, values, punctuation, comments and line breaks. A thousand SLOs have some fifty thousand; five times as many as this take
 *  half a minute and more than a gigabyte. */
const MOST_LEXEMES = 1_000_000;

/** The hint where a file is too much. */
export const DIVIDE = 'divide the file, by service or into several files of a service';

/** The documents of `source`; those that are broken or hold nothing are left out. Undefined when nothing is left of a
 *  text that held something. Everything that is wrong is reported. */
export function readYaml(source: SourceFile, report: Report): YamlDocument[] | undefined {
  const documents = compose(source, report);
  const mayAlias = source.text.includes('*');
  const usable = (documents ?? []).flatMap((document) => readDocument(document, source, mayAlias, report) ?? []);
  const heldSomething = documents === undefined || documents.some((document) => !isEmpty(document));
  return usable.length === 0 && heldSomething ? undefined : usable;
}

function compose(source: SourceFile, report: Report): Document[] | undefined {
  try {
    const tokens = tokensOf(source, report);
    if (tokens === undefined) return undefined;
    const deepest = findTooDeep(tokens);
    if (deepest === undefined) {
      return [
        ...new Composer({ prettyErrors: false, merge: true, logLevel: 'silent', uniqueKeys: false }).compose(tokens),
      ];
    }
    reportComplex(
      `the YAML is nested more than ${MAX_DEPTH} levels deep`,
      { source, start: deepest, end: deepest },
      report,
    );
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reportComplex(`the YAML is nested more than ${MAX_DEPTH} levels deep`, { source, start: 0, end: 0 }, report);
  }
  return undefined;
}

/** The tokens of a text; undefined if there are too many, which is then reported. */
function tokensOf(source: SourceFile, report: Report): CST.Token[] | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(source.text)) {
    count += 1;
    if (count > MOST_LEXEMES) {
      const message = `the YAML has more than ${countWords(MOST_LEXEMES)} names, values, marks and lines`;
      reportComplex(message, { source, start: parser.offset, end: parser.offset }, report, DIVIDE);
      return undefined;
    }
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  return [...tokens, ...parser.end()];
}

/** Where the first collection that is nested too deeply starts. */
function findTooDeep(tokens: readonly CST.Token[]): number | undefined {
  const found = tokens.map((token) => ({ token, depth: 0 }));
  // Grows while it is walked: a recursion could itself run out of stack.
  for (const { token, depth } of found) {
    if (depth > MAX_DEPTH) return token.offset;
    for (const child of childrenOf(token)) found.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function childrenOf(token: CST.Token): CST.Token[] {
  const items = 'items' in token ? token.items.flatMap(({ key, value }) => [key, value]) : [];
  const value = token.type === 'document' ? token.value : undefined;
  return [...items, value].filter((child): child is CST.Token => child !== undefined && child !== null);
}

function readDocument(
  document: Document,
  source: SourceFile,
  mayAlias: boolean,
  report: Report,
): YamlDocument | undefined {
  const [first] = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  if (first) {
    // What follows the first syntax error is mostly noise.
    report.add(describeYamlProblem(first, document, source));
    return undefined;
  }
  for (const warning of document.warnings) {
    if (warning.code === 'TAG_RESOLVE_FAILED') report.add(describeYamlProblem(warning, document, source));
  }
  for (const duplicate of findDuplicateKeys(document, source)) report.add(duplicate);
  if (isEmpty(document) || (mayAlias && !checkAliases(document, source, report))) return undefined;
  return toValue(document, source, report);
}

function isEmpty({ contents, errors }: Document): boolean {
  const [start = 0, end = 0] = contents?.range ?? [];
  return start === end && errors.length === 0;
}

function checkAliases(document: Document, source: SourceFile, report: Report): boolean {
  const anchors = new Set<string>();
  let isSound = true;
  let count = 0;
  visit(document, {
    Value: (_key, { anchor }) => {
      if (anchor) anchors.add(anchor);
    },
    Alias: (_key, alias) => {
      count += 1;
      if (count <= MOST_ALIASES && anchors.has(alias.source)) return undefined;
      isSound = false;
      const span = spanOfNode(alias, source);
      if (count <= MOST_ALIASES) report.add(unknownAlias(alias, anchors, span));
      else reportComplex(`the YAML has more than ${MOST_ALIASES} aliases`, span, report);
      return count > MOST_ALIASES ? visit.BREAK : undefined;
    },
  });
  return isSound;
}

function unknownAlias(alias: Alias, anchors: ReadonlySet<string>, span: Span): Diagnostic {
  const guess = didYouMean(alias.source, anchors);
  return {
    code: 'unknown-alias',
    severity: 'error',
    message: `no anchor ${quoted(`&${alias.source}`)} stands before this alias`,
    span,
    help: guess ? `did you mean "*${guess}"?` : 'define it above, or put the value in quotes if the * belongs to it',
  };
}

function toValue(document: Document, source: SourceFile, report: Report): YamlDocument | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }), root: document.contents };
  } catch (error) {
    const merge = mergeProblem(document, source);
    if (!merge && !(error instanceof ReferenceError || error instanceof RangeError)) throw error;
    const message = `the YAML repeats itself more than ${MAX_ALIASES} times through aliases`;
    if (merge) report.add(merge);
    else reportComplex(message, firstAlias(document, source), report);
    return undefined;
  }
}

function firstAlias(document: Document, source: SourceFile): Span {
  let span: Span = { source, start: 0, end: 0 };
  visit(document, {
    Alias: (_key, alias) => {
      span = spanOfNode(alias, source);
      return visit.BREAK;
    },
  });
  return span;
}

/** Reports that so much or so deep YAML is not read. */
export function reportComplex(
  message: string,
  span: Span,
  report: Report,
  help = 'write the values out: a spec needs neither deep nesting nor many aliases',
): void {
  report.add({ code: 'yaml-too-complex', severity: 'error', message, span, help });
}
