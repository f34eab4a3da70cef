// What cannot be taken apart into rates of the leaves and the rest above them.
import type { Expr } from '../../promql/ast.ts';
import { selectorsOf } from '../../promql/visit.ts';
import type { Place } from '../place.ts';
import { matchersIn, matchersRead } from '../reads.ts';
import { isRecordedAbove } from '../series-names.ts';
import type { Indicator, Slo, StandaloneAlert, Topology } from '../slo.ts';

/** Reports an SLO whose rules cannot run in two places. */
export function checkSplit(slo: Slo, { leafLabel }: Topology, place: Place): void {
  const refuse = (message: string, field: string, help: string) =>
    place.at(field).report({ code: 'not-for-topology', message, help });
  if (slo.kind === 'budget' && slo.precision === 'exact') {
    const help = 'remove "precision": above the leaves there are rates, and no counters to read exact windows from';
    refuse('exact windows read scraped series, which are in the leaves alone', 'name', help);
  }
  if (slo.kind === 'budget' && slo.indicator.kind === 'raw-ratio') {
    const help =
      'write the bad and all events as two expressions, raw: { bad: …, total: … }, whose sums can be added up';
    refuse('the error ratios of leaves make no error ratio of them all', 'indicator', help);
  }
  const above = slo.kind === 'budget' ? recordedAbove(expressionsOf(slo.indicator)) : undefined;
  if (above !== undefined) {
    const help = 'write the indicator of scraped series: it is evaluated in each leaf';
    refuse(`"${above}" is recorded above the leaves, and no leaf has it`, 'indicator', help);
  }
  if (matchersRead(slo).some(({ label }) => label === leafLabel)) {
    refuse(`a selector matches on "${leafLabel}", a label that no series has in a leaf`, 'indicator', HELP_FOR_LABEL);
  }
}

const HELP_FOR_LABEL = 'remove the matcher; to tell the leaves apart, group by the label: by: [the label]';

/** Reports an alert beside the SLOs that selects by the label of the leaf. */
export function checkStandaloneSplit({ expr }: StandaloneAlert, { leafLabel }: Topology, place: Place): void {
  const above = recordedAbove([expr]);
  if (above !== undefined) {
    place.report({
      code: 'not-for-topology',
      message: `"${above}" is recorded above the leaves, and the alert is evaluated in each leaf, which has no such series`,
      help: 'write an alert of the SLO, such as "threshold", or a rule by hand for the place above the leaves',
    });
  }
  if (matchersIn(expr).every(({ label }) => label !== leafLabel)) return;
  place.report({
    code: 'not-for-topology',
    message: `a selector matches on "${leafLabel}", a label that no series has in a leaf`,
    help: 'remove the matcher: the alert is evaluated in each leaf, and its notifications carry the label',
  });
}

/** What users wrote in PromQL. */
function expressionsOf(indicator: Indicator): readonly Expr[] {
  if (indicator.kind === 'time') return [indicator.condition];
  return indicator.kind === 'raw-events' ? [indicator.bad, indicator.total] : [];
}

function recordedAbove(exprs: readonly Expr[]): string | undefined {
  return exprs.flatMap(selectorsOf).find(({ metric }) => metric !== undefined && isRecordedAbove(metric))?.metric;
}
