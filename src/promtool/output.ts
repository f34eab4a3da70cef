// What `promtool test rules` prints on standard error, taken apart: which check of which scenario failed, and how. The
// forms are those of 2.42 to 3.5; whatever has another form is kept as text, so that no failure is ever lost.

/** Labels as promtool prints them. */
export type PrintedLabels = Readonly<Record<string, string>>;

/** A query that did not return what it should. */
export interface FailedQuery {
  readonly kind: 'query';
  /** Places of the scenario in its file and of the check in the scenario, from 1; absent if the query bears no mark. */
  readonly mark?: { readonly scenario: number; readonly check: number };
  /** What must hold, as the mark says, or else the query. */
  readonly what: string;
  readonly time: string;
  readonly expected: readonly PrintedLabels[];
  readonly got: readonly PrintedLabels[];
  /** Why the query could not be evaluated, where it could not. */
  readonly error?: string;
}

/** A firing alert with its texts. */
export interface PrintedAlert {
  readonly labels: PrintedLabels;
  readonly annotations: PrintedLabels;
}

/** An alert that does not read as it should. */
export interface FailedAlert {
  readonly kind: 'alert';
  /** The name of the scenario. */
  readonly scenario: string;
  readonly alert: string;
  readonly time: string;
  readonly expected: readonly PrintedAlert[];
  readonly got: readonly PrintedAlert[];
}

/** Anything else: a file that cannot be read, a rule that cannot be evaluated. */
export interface OtherFailure {
  readonly kind: 'other';
  readonly text: string;
}

export type Failure = FailedQuery | FailedAlert | OtherFailure;

// The first line of each failure. Quotes in a query are escaped as Go does, so it ends at the first bare one.
const QUERY = /^ {4}expr: "((?:[^"\\]|\\.)*)", time: (\w+),(?: err: (.*))?$/;
const NAME = /^ {4}name: (.*),$/;
const ALERT = /^ {4}alertname: (\w+), time: (\w+), ?$/;
const MARK = /^# (\d+)\.(\d+): (.*?)(?:\\n|$)/;
const HEADLINE = /^ {2}FAILED:$/;

/** All failures that `stderr` tells of, in its order. */
export function readFailures(stderr: string): Failure[] {
  const failures: Failure[] = [];
  const lines = stderr.split('\n').filter((line) => line.trim() !== '' && !HEADLINE.test(line));
  for (let at = 0; at < lines.length; ) {
    const { failure, used } = readQuery(lines, at) ?? readAlert(lines, at) ?? readOther(lines, at);
    failures.push(failure);
    at += used;
  }
  return failures;
}

interface Read {
  readonly failure: Failure;
  /** How many lines it takes. */
  readonly used: number;
}

function readQuery(lines: readonly string[], at: number): Read | undefined {
  const [, expr, time = '', error] = QUERY.exec(lines[at] ?? '') ?? [];
  if (expr === undefined) return undefined;
  const [, scenario, check, what = ''] = MARK.exec(expr) ?? [];
  const [expected, got] = ['exp: ', 'got: '].map((word, line) => {
    const text = lines[at + 1 + line]?.trim() ?? '';
    return text.startsWith(word) ? text.slice(word.length) : undefined;
  });
  const failure: FailedQuery = {
    kind: 'query',
    ...(scenario !== undefined && { mark: { scenario: Number(scenario), check: Number(check) } }),
    what: unquote(scenario === undefined ? expr : what),
    time,
    expected: labelSets(expected ?? ''),
    got: labelSets(got ?? ''),
    ...(error !== undefined && { error }),
  };
  return { failure, used: 1 + [expected, got].filter((text) => text !== undefined).length };
}

function readAlert(lines: readonly string[], at: number): Read | undefined {
  const [, scenario] = NAME.exec(lines[at] ?? '') ?? [];
  const first = scenario === undefined ? at : at + 1;
  const [, alert, time = ''] = ALERT.exec(lines[first] ?? '') ?? [];
  if (alert === undefined) return undefined;
  const rest = lines.slice(first + 1);
  const gotAt = rest.findIndex((line) => line.trimStart().startsWith('got:['));
  const end = rest.findIndex((line, index) => index >= gotAt && /^ {8}.*\]$/.test(line));
  if (gotAt < 0 || end < 0) return undefined;
  const failure: FailedAlert = {
    kind: 'alert',
    scenario: scenario ?? '',
    alert,
    time,
    expected: printedAlerts(rest.slice(0, gotAt)),
    got: printedAlerts(rest.slice(gotAt, end + 1)),
  };
  return { failure, used: first + 1 + end + 1 - at };
}

/** A failure of an unknown form: its line alone, so that what follows is still understood. */
function readOther(lines: readonly string[], at: number): Read {
  return { failure: { kind: 'other', text: (lines[at] ?? '').trim() }, used: 1 };
}

function printedAlerts(lines: readonly string[]): PrintedAlert[] {
  const texts = (word: string): PrintedLabels[] =>
    lines.filter((line) => line.includes(`${word}:{`)).map((line) => labelSets(line.slice(line.indexOf('{')))[0] ?? {});
  const annotations = texts('Annotations');
  return texts('Labels').map((labels, at) => ({ labels, annotations: annotations[at] ?? {} }));
}

/** `{a="1", b="2"} 1E+00, {…} 0E+00` to the labels of each sample; the value stands under an empty name. */
function labelSets(text: string): PrintedLabels[] {
  const sets = text.matchAll(/\{((?:[^"{}]|"(?:[^"\\]|\\.)*")*)\}(?: ([-+\w.]+))?/g);
  return Array.from(sets, ([, inside = '', value]) => ({
    ...Object.fromEntries(
      Array.from(inside.matchAll(/([\w.:]+)="((?:[^"\\]|\\.)*)"/g), ([, label = '', quoted = '']) => [
        label,
        unquote(quoted),
      ]),
    ),
    ...(value !== undefined && { '': value }),
  }));
}

/** What stands between the quotes of a Go string; one with escapes that JSON does not know stays as it is. */
function unquote(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
