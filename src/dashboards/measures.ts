// What each SLO measures, in words: a board shows numbers, and whoever reads them must know which bucket decides.
import { SERIES } from '../model/series-names.ts';
import { type BudgetSlo, errorBudget, type Indicator, type RatioIndicator, type Slo } from '../model/slo.ts';
import type { Matcher } from '../promql/ast.ts';
import { call, max, selector, str } from '../promql/build.ts';
import { printDuration } from '../promql/duration.ts';
import { print } from '../promql/print.ts';
import { IDENTITY_LABELS } from '../rules/names.ts';
import { sloName } from '../rules/template.ts';
import { wordsFor } from './look.ts';
import type { Survey } from './overview/survey.ts';
import type { Panel } from './panels/panel.ts';
import { tablePanel } from './panels/table.ts';
import { NO_DATA } from './shared-looks.ts';
import { constant } from './slo-series.ts';

/** The label in which the parts of an identity stand together, and that is shown as the words for it. */
const WORDS = 'words';
const BETWEEN = '/';

/** The chosen SLO in words. All SLOs of the project are in the board, and the query says which of them is shown. */
export function measuresPanel({ slos }: Survey): Panel {
  const identity = call('label_join', constant(SERIES.info), ...[WORDS, BETWEEN, ...IDENTITY_LABELS].map(str));
  const words = slos.map((slo) => [keyOf(slo.identity), [wordsOf(slo), 'text']] as const);
  return tablePanel(
    {
      id: 90,
      title: 'What is measured',
      description: 'The SLO in words: what it promises, and what counts as bad.',
      width: 24,
      height: 5,
    },
    {
      labels: [{ label: WORDS, name: 'What is measured', mappings: [wordsFor(Object.fromEntries(words))] }],
      values: [
        { name: 'there', expr: max(identity, [WORDS]), look: { unit: 'none', noValue: NO_DATA }, isHidden: true },
      ],
      sortBy: { name: 'What is measured', descending: false },
      noValue: NO_DATA,
    },
  );
}

function keyOf({ cluster = '', namespace = '', service, slo }: Slo['identity']): string {
  return [cluster, namespace, service, slo].join(BETWEEN);
}

function wordsOf(slo: Slo): string {
  const { identity, description, by, owner } = slo;
  const parts = [
    slo.kind === 'budget' ? promiseOf(slo) : `None may happen; one counts for ${printDuration(slo.windowMs)}`,
    slo.kind === 'budget' ? badOf(slo.indicator) : '',
    by.length > 0 ? `for each ${by.join(', ')}` : '',
    owner === undefined ? '' : `answered for by ${owner}`,
  ];
  const sentences = [description, parts.filter((part) => part !== '').join('; ')].filter((part) => part !== '');
  return literal(`${sloName(identity)}: ${sentences.join(' ')}`);
}

/** Somebody else's words in one line. A joiner without width keeps what Grafana (`$name`, `[[name]]`) or Flux (`${name}`) could
 *  take for a variable from being one; a cell of a table shows HTML as it is written. */
function literal(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/\$(?=[\w{])|\[(?=\[)/g, (mark) => `${mark}\u2060`);
}

function promiseOf({ objective, periodMs }: BudgetSlo): string {
  const percent = (ratio: number) => `${Number((ratio * 100).toFixed(10))} %`;
  return `${percent(objective)} over ${printDuration(periodMs)}, a budget of ${percent(errorBudget(objective))}`;
}

function badOf(indicator: Indicator): string {
  switch (indicator.kind) {
    case 'ratio':
      return indicator.counted === 'bad'
        ? `bad are the events of ${distinctionOf(indicator)}`
        : `good are the events of ${distinctionOf(indicator)}, and all others bad`;
    case 'latency':
      return `bad is what takes longer than ${boundOf(indicator)}`;
    case 'native-latency':
      return `bad is what takes longer than ${indicator.threshold} ${symbolOf(indicator.unit)}`;
    case 'time':
      return 'bad is the time in which the condition does not hold';
    case 'raw-events':
    case 'raw-ratio':
      return "bad is what the spec's own PromQL says";
  }
}

/** The counted events by what tells them from all events: the matchers that these do not have, or another metric. */
function distinctionOf({ total, events }: RatioIndicator): string {
  const parts = events.map(({ metric, matchers }) => {
    const all = total.filter((whole) => whole.metric === metric).flatMap((whole) => whole.matchers);
    const isCommon = (matcher: Matcher) =>
      all.some(({ label, op, value }) => label === matcher.label && op === matcher.op && value === matcher.value);
    const rest = matchers.filter((matcher) => !isCommon(matcher));
    return print(
      all.length > 0 && rest.length > 0 ? { kind: 'selector', matchers: rest } : selector(metric ?? '', matchers),
    );
  });
  return parts.join(' or ');
}

function boundOf({ threshold, bound, unit }: Extract<Indicator, { kind: 'latency' }>): string {
  const symbol = symbolOf(unit);
  if (bound.kind === 'interpolated')
    return `${threshold} ${symbol}, estimated between the buckets ${bound.lower} and ${bound.upper} ${symbol}`;
  const asked = bound.le === threshold ? '' : ` (${threshold} ${symbol} was asked for, and is no bucket)`;
  return `${bound.le} ${symbol}${asked}`;
}

function symbolOf(unit: 'seconds' | 'milliseconds'): string {
  return unit === 'seconds' ? 's' : 'ms';
}
