// What each SLO measures, in words: a board shows numbers, and whoever reads them must know which bucket decides.
import { type BudgetSlo, errorBudget, type Indicator, type Slo } from '../model/slo.ts';
import { printDuration } from '../promql/duration.ts';
import { sloName } from '../rules/template.ts';
import type { Survey } from './overview/survey.ts';
import type { Panel } from './panels/panel.ts';
import { literalMarkdown, textPanel } from './panels/text.ts';

/** Lines of a text that fit into a row of the grid. */
const LINES_PER_ROW = 1.2;

export function aboutPanel({ slos }: Survey): Panel {
  const lines = slos.map(lineOf);
  return textPanel(
    {
      id: 90,
      title: 'What is measured',
      description: 'Each SLO in words: what it promises, and what counts as bad.',
      width: 24,
      height: Math.min(30, Math.ceil((2 * lines.length) / LINES_PER_ROW) + 2),
    },
    lines.join('\n'),
  );
}

function lineOf(slo: Slo): string {
  const { identity, description, by, owner } = slo;
  const parts = [
    slo.kind === 'budget' ? promiseOf(slo) : `none may happen; one counts for ${printDuration(slo.windowMs)}`,
    slo.kind === 'budget' ? badOf(slo.indicator) : '',
    by.length > 0 ? `for each ${by.join(', ')}` : '',
    owner === undefined ? '' : `answered for by ${owner}`,
  ];
  const said = [description, parts.filter((part) => part !== '').join('; ')].filter((part) => part !== '');
  return `- **${literalMarkdown(sloName(identity))}**: ${said.map(literalMarkdown).join(' ')}`;
}

function promiseOf({ objective, periodMs }: BudgetSlo): string {
  const percent = (ratio: number) => `${Number((ratio * 100).toFixed(10))} %`;
  return `${percent(objective)} over ${printDuration(periodMs)}, a budget of ${percent(errorBudget(objective))}`;
}

function badOf(indicator: Indicator): string {
  switch (indicator.kind) {
    case 'ratio':
      return indicator.counted === 'bad'
        ? 'bad are the events that are counted as such'
        : 'bad is what is not counted as good';
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
