// Rules for vmalert, which sends what it records by remote write: a rule reads what the rules above it recorded one evaluation
// ago. Beside what it reads afresh, such a value may be zeroed or looked back at, but never weighed against it.
import { describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { groupsOf } from '../../../src/backends/rule-groups.ts';
import { print } from '../../../src/promql/print.ts';
import { partsOf, selectorsOf, type Tree } from '../../../src/promql/visit.ts';
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
