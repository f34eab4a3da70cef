// What the queries of the boards read, and whether Prometheus takes them: of every board of this repository.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { findMetric } from '../../src/metrics/catalogue.ts';
import type { Expr, RangeVector } from '../../src/promql/ast.ts';
import { parseExpr } from '../../src/promql/parse/parse.ts';
import { selectorsOf } from '../../src/promql/visit.ts';
import type { CompiledFile } from '../../src/rules/rule.ts';
import { type BoardQuery, filledIn, ownBoards, type ProjectBoards, queriesOf } from '../support/boards.ts';
import { describeWithPromtool, testRules, withTempDir } from '../support/promtool.ts';

jest.setTimeout(60_000);

let project: ProjectBoards;
let queries: readonly BoardQuery[];

beforeAll(async () => {
  project = await ownBoards();
  queries = [...project.boards.values()].flatMap(queriesOf);
});

/** All series that the rules of the project record. */
function recordedIn(files: readonly CompiledFile[]): Set<string> {
  const rules = files
    .flatMap(({ services }) => services)
    .flatMap(({ slos, alertGroups }) => [...slos.flatMap(({ groups }) => groups), ...alertGroups])
    .flatMap((group) => group.rules);
  return new Set(rules.flatMap((rule) => (rule.kind === 'recording' ? [rule.record] : [])));
}

function parsed(expr: string): Expr {
  const result = parseExpr(expr);
  if (!('expr' in result)) throw new Error(`${expr}: ${result.problems.map(({ message }) => message).join()}`);
  return result.expr;
}

const metricsOf = (tree: Expr | RangeVector): string[] => selectorsOf(tree).map(({ metric = '' }) => metric);

describe('every query', () => {
  it('reads series that the rules record or that the catalogue of Istio knows', () => {
    const recorded = recordedIn(project.files);
    const unknown = queries.flatMap(({ where, board, target }) =>
      metricsOf(parsed(filledIn(target.expr, board)))
        .filter((metric) => metric !== 'ALERTS' && !recorded.has(metric) && findMetric(metric) === undefined)
        .map((metric) => `${where}: ${metric}`),
    );
    expect(queries.length).toBeGreaterThan(20);
    expect(unknown).toEqual([]);
  });

  it('takes the rates of raw counters over the interval that Grafana works out', () => {
    const fixed = queries.filter(({ target }) => /\b(rate|irate)\([^()]*\}\[(?!\$__rate_interval\])/.test(target.expr));
    expect(fixed.map(({ where }) => where)).toEqual([]);
  });

  it('of a time series is named, and of a table or a number is asked once', () => {
    const nameless = queries.filter(
      ({ panel, target }) =>
        ['timeseries', 'state-timeline', 'status-history', 'bargauge'].includes(panel.type) &&
        target.legendFormat === '',
    );
    expect(nameless.map(({ where }) => where)).toEqual([]);
    const ranged = queries.filter(
      ({ panel, target }) =>
        ['stat', 'gauge', 'table', 'bargauge'].includes(panel.type) && (!target.instant || target.range),
    );
    expect(ranged.map(({ where }) => where)).toEqual([]);
  });
});

describeWithPromtool('Prometheus', (promtool) => {
  it('takes every query of a board, annotation and variable, and its types fit', async () => {
    await withTempDir((dir) => {
      const annotations = [...project.boards.values()].flatMap((board) =>
        board.annotations.list.map(({ expr }) => filledIn(expr, board)),
      );
      const exprs = [...queries.map(({ board, target }) => filledIn(target.expr, board)), ...annotations];
      const rules = exprs.map((expr, at) => ({ record: `query_${at}`, expr }));
      const file = join(dir, 'queries.yaml');
      writeFileSync(file, JSON.stringify({ groups: [{ name: 'queries', rules }] }));
      const test = join(dir, 'queries.test.yaml');
      writeFileSync(
        test,
        JSON.stringify({
          rule_files: [file],
          tests: [{ interval: '1m', input_series: [], promql_expr_test: [{ expr: 'up', eval_time: '1m' }] }],
        }),
      );
      expect(testRules(promtool, [test])).toMatchObject({ ok: true });
    });
  });
});
