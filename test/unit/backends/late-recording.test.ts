// Rules for vmalert, which sends what it records by remote write: a rule reads what the rules above it recorded one evaluation
// ago. Beside what it reads afresh, such a value may be zeroed or looked back at, but never weighed against it.
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { groupsOf } from '../../../src/backends/rule-groups.ts';
import { RULE_BACKENDS } from '../../../src/compile.ts';
import { Report } from '../../../src/diagnostics/report.ts';
import { readSettings } from '../../../src/model/settings.ts';
import { print } from '../../../src/promql/print.ts';
import { partsOf, selectorsOf, type Tree } from '../../../src/promql/visit.ts';
import { parseConfig } from '../../../src/spec/parse.ts';
import { ABOUT_FORMATS, RULE_FORMATS, type RuleFormat } from '../../../src/spec/rule-format.ts';
import { readCorpus } from '../../corpus/read-corpus.ts';
import { compileText } from '../../support/compile-text.ts';

const corpus = readCorpus();

/** Whether a leaf has reported within an hour is a condition: nothing is weighed against it. */
const LEAF_HEARTBEAT = 'slo_leaf:heartbeat';

/** The recorded series that an expression weighs: those that are neither multiplied by zero nor looked back at. */
function weighed(tree: Tree): string[] {
  if (tree.kind === 'selector')
    return tree.offset === undefined && tree.metric?.startsWith('slo:') ? [print(tree)] : [];
  if (tree.kind === 'binary' && tree.op === '*' && tree.left.kind === 'number' && tree.left.value === 0) return [];
  return partsOf(tree).flatMap(weighed);
}

/** The recording rules that weigh a recorded series beside one that they read afresh. */
function mixed(format: RuleFormat): string[] {
  return corpus.flatMap(({ name, text, config = '' }) => {
    const { files } = compileText(text, stringify({ ...parse(config), rules: { format } }));
    const rules = files.flatMap(groupsOf).flatMap((group) => group.rules);
    return rules.flatMap((rule) => {
      if (rule.kind !== 'recording') return [];
      const isFresh = selectorsOf(rule.expr).some(
        ({ metric = '' }) => !metric.startsWith('slo:') && metric !== LEAF_HEARTBEAT,
      );
      return isFresh ? weighed(rule.expr).map((series) => `${name} ${rule.record}: ${series}`) : [];
    });
  });
}

describe('a rule that reads metrics', () => {
  it.each(RULE_FORMATS.filter((format) => ABOUT_FORMATS[format].isRecordedLate))(
    'weighs no recorded series beside them in the format %s',
    (format) => expect(mixed(format)).toEqual([]),
  );

  it('does so in the other formats, whose engines evaluate the rules of a group one after the other', () =>
    expect(mixed('prometheus').length).toBeGreaterThan(0));
});

describe('an increase, which takes the first sample of a series for a change in MetricsQL', () => {
  const SPEC = `service: test
slos: [{ name: x, indicator: { zeroTolerance: { events: losses_total } } }]
alerts: [{ name: Moved, severity: page, expr: 'increase(c_total[5m]) > 2 * rate(d_total[5m])' }]
`;
  const written = (format: RuleFormat) => {
    const settings = `rules: { format: ${format} }`;
    const { files } = compileText(SPEC, settings);
    return RULE_BACKENDS[format]
      .emit(
        files,
        readSettings(parseConfig({ path: 'slo.config.yaml', text: settings }, new Report()), new Report()),
        new Report(),
      )
      .map(({ content }) => content)
      .join('\n');
  };

  it.each(['vmrule', 'vmalert'] as const)('is a rate times the length of its window in the format %s', (format) => {
    const text = written(format);
    expect(text).not.toContain('increase(');
    expect(text).toContain('rate(c_total[5m]) * 300 > 2 * rate(d_total[5m])');
  });

  it.each(['prometheus', 'thanos', 'mimir'] as const)('is one in the format %s', (format) =>
    expect(written(format)).toContain('increase(c_total[5m])'),
  );
});
