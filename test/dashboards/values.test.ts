// What key panels show, against values worked out by hand: the rules of this repository on made-up traffic, on Prometheus'
// own evaluator, and the queries as they stand in the JSON.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, jest } from '@jest/globals';
import { ruleFileBackend } from '../../src/backends/rule-file.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { BOARD_UIDS } from '../../src/rules/boards.ts';
import { type Choice, filledIn, ownBoards, type ProjectBoards, shownPanels } from '../support/boards.ts';
import { describeWithPromtool, testRules, withTempDir } from '../support/promtool.ts';

jest.setTimeout(60_000);

/**
 * Two hours at 500 requests a second to one service, of which 0.1 a second fail: an error ratio of 0.0002, a fifth of the
 * budget of 0.001. Another service has a tenth of that traffic, and every hundredth of its requests fails: ten times its
 * budget. A proxy rejects once, half an hour in.
 */
const MESH = `reporter="source",destination_service_namespace="shop"`;
const STEPS = 240;
const SERIES = [
  [`istio_requests_total{${MESH},destination_service_name="cart",response_code="200"}`, `0+14997x${STEPS}`],
  [
    `istio_requests_total{${MESH},destination_service_name="cart",response_code="503",response_flags="UO"}`,
    `0+3x${STEPS}`,
  ],
  [`istio_requests_total{${MESH},destination_service_name="pay",response_code="200"}`, `0+1485x${STEPS}`],
  [`istio_requests_total{${MESH},destination_service_name="pay",response_code="500"}`, `0+15x${STEPS}`],
  ['up{app="istiod",instance="i",pod="p"}', `1x${STEPS}`],
  ['istiod_uptime_seconds{app="istiod",instance="i",pod="p"}', `90000+30x${STEPS}`],
  ['pilot_total_xds_rejects{app="istiod",instance="i",pod="p",type="lds"}', `_x60 1x${STEPS - 60}`],
  ['pilot_proxy_convergence_time_bucket{app="istiod",instance="i",pod="p",le="1"}', `0+27x${STEPS}`],
  ['pilot_proxy_convergence_time_count{app="istiod",instance="i",pod="p"}', `0+30x${STEPS}`],
] as const;

const DAY = 86_400;
const CART: Choice = {
  service: ['istio-mesh'],
  slo: ['request-success'],
  destination_service_name: ['cart'],
};
const PAY: Choice = { ...CART, destination_service_name: ['pay'] };
const MESH_SUCCESS: Choice = { service: ['istio-mesh'], slo: ['request-success'] };
const REJECTS: Choice = { service: ['istiod'], slo: ['xds-rejects'] };

/** A panel, a choice of its variables, and the value that it must show; within a thousandth unless it says otherwise. */
const VALUES: readonly (readonly [
  board: string,
  panel: number,
  refId: string,
  choice: Choice,
  value: number,
  within?: number,
])[] = [
  // Of the detail: 1 - 0.0002 / 0.001, and so on.
  [BOARD_UIDS.detail, 1, 'A', CART, 0.999],
  [BOARD_UIDS.detail, 2, 'A', CART, 0.9998],
  [BOARD_UIDS.detail, 3, 'A', CART, 0.8],
  [BOARD_UIDS.detail, 4, 'A', CART, 0.2],
  // 0.8 of the budget at a fifth of the rate that would take 30 days.
  [BOARD_UIDS.detail, 5, 'A', CART, (0.8 * 30 * DAY) / 0.2],
  // 0.8 × 0.001 of 30 days.
  [BOARD_UIDS.detail, 6, 'A', CART, 0.8 * 0.001 * 30 * DAY],
  [BOARD_UIDS.detail, 8, 'A', CART, 500],
  // 1 - 0.01 / 0.001; overspent budgets are gone already.
  [BOARD_UIDS.detail, 3, 'A', PAY, -9],
  [BOARD_UIDS.detail, 4, 'A', PAY, 10],
  [BOARD_UIDS.detail, 5, 'A', PAY, 0],
  // The worst group counts.
  [BOARD_UIDS.detail, 3, 'A', MESH_SUCCESS, -9],
  [BOARD_UIDS.detail, 8, 'A', MESH_SUCCESS, 550],
  // The factor of page-fast, and both its windows.
  [BOARD_UIDS.detail, 40, 'A', CART, 14.4],
  [BOARD_UIDS.detail, 40, 'B', CART, 0.2],
  [BOARD_UIDS.detail, 40, 'C', CART, 0.2],
  [BOARD_UIDS.detail, 60, 'A', CART, 0.1],
  [BOARD_UIDS.detail, 60, 'B', CART, 499.9],
  [BOARD_UIDS.detail, 61, 'A', CART, 0.1],
  // The reject came at 30 min and the board is looked at after 2 h; evaluations are a minute apart.
  [BOARD_UIDS.zeroTolerance, 70, 'A', REJECTS, 0],
  [BOARD_UIDS.zeroTolerance, 71, 'A', REJECTS, 90 * 60, 120],
  [BOARD_UIDS.zeroTolerance, 72, 'A', REJECTS, 1],
  // Of five SLOs one has an exhausted group, and none is only at risk: 10 % of the pushes are slow, ten times their budget.
  [BOARD_UIDS.overview, 1, 'A', {}, 5],
  [BOARD_UIDS.overview, 2, 'A', {}, 2],
  [BOARD_UIDS.overview, 3, 'A', {}, 0],
  [BOARD_UIDS.overview, 4, 'A', {}, 2],
  [BOARD_UIDS.overview, 5, 'A', {}, 0],
  [BOARD_UIDS.controlPlane, 1, 'A', {}, 1],
  [BOARD_UIDS.controlPlane, 4, 'A', {}, 0.9],
  [BOARD_UIDS.controlPlane, 5, 'A', {}, 0],
];

/** The overview's tables, each with the constant that the SLOs in it have, and no others. */
const TABLES = [
  [10, 'slo:objective:ratio'],
  [11, 'slo:breach_window:seconds'],
] as const;

let project: ProjectBoards;

beforeAll(async () => {
  project = await ownBoards();
});

/** What must be nothing: rows of a table for SLOs that do not belong into it. */
function strangers(): object[] {
  const board = project.boards.get(BOARD_UIDS.overview);
  return TABLES.flatMap(([id, constant]) =>
    (board ? shownPanels(board) : [])
      .filter((panel) => panel.id === id)
      .flatMap(({ targets = [] }) => targets)
      .map(({ refId }) => ({
        expr: `(${exprOf(BOARD_UIDS.overview, id, refId, {})}) unless on (slo_service, slo) ${constant}`,
        eval_time: '2h',
      })),
  );
}

function exprOf(uid: string, id: number, refId: string, choice: Choice): string {
  const board = project.boards.get(uid);
  const target =
    board &&
    shownPanels(board)
      .find((panel) => panel.id === id)
      ?.targets?.find((target) => target.refId === refId);
  if (!board || !target) throw new Error(`${uid} has no query ${id} ${refId}`);
  return filledIn(target.expr, board, choice);
}

describeWithPromtool('the boards', (promtool) => {
  it('show what was worked out by hand', async () => {
    await withTempDir((dir) => {
      const ruleFiles = ruleFileBackend.emit(project.files, project.settings, new Report()).map(({ content }, at) => {
        const path = join(dir, `rules-${at}.yaml`);
        writeFileSync(path, content);
        return path;
      });
      const checks = VALUES.map(
        ([uid, id, refId, choice, value, within = Math.max(1e-6, Math.abs(value) / 1_000)]) => ({
          expr: `# ${uid} ${id} ${refId} ${JSON.stringify(choice)} must be ${value}\nabs(sum(${exprOf(uid, id, refId, choice)}) - ${value}) <= bool ${within}`,
          eval_time: '2h',
          exp_samples: [{ labels: '{}', value: 1 }],
        }),
      );
      const file = join(dir, 'boards.test.yaml');
      const test = {
        interval: '30s',
        input_series: SERIES.map(([series, values]) => ({ series, values })),
        promql_expr_test: [...checks, ...strangers()],
      };
      writeFileSync(file, JSON.stringify({ rule_files: ruleFiles, evaluation_interval: '1m', tests: [test] }));
      expect(testRules(promtool, [file])).toEqual({ ok: true, output: expect.stringContaining('SUCCESS') });
    });
  });
});
