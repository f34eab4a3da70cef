// The boards of a project, as values: where they lie, in which format, and who says that they are generated is for
// backends/ to know.
import type { Settings } from '../model/settings.ts';
import type { CompiledFile } from '../rules/rule.ts';
import { compareText } from '../text/lists.ts';
import { type BoardPlan, buildDashboard } from './board.ts';
import { controlPlaneBoard } from './control-plane/control-plane.ts';
import { detailBoard } from './detail/detail.ts';
import { overviewBoard } from './overview/overview.ts';
import { type Survey, survey } from './overview/survey.ts';
import { zeroToleranceBoard } from './zero-tolerance/zero-tolerance.ts';

/** A dashboard: what Grafana imports is `json`. */
export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  /** Classic JSON, schemaVersion 42, with the keys of all objects in order. */
  readonly json: Readonly<Record<string, unknown>>;
}

const PLANS: readonly ((project: Survey, settings: Settings) => BoardPlan | undefined)[] = [
  overviewBoard,
  detailBoard,
  zeroToleranceBoard,
  controlPlaneBoard,
];

/** The boards of a project, those that have something to show. */
export function boardsOf(files: readonly CompiledFile[], settings: Settings): Board[] {
  const project = survey(files);
  const plans = project.slos.length === 0 ? [controlPlaneBoard] : PLANS;
  return plans
    .flatMap((plan) => plan(project, settings) ?? [])
    .map((plan) => {
      const json = sorted(buildDashboard(plan)) as Board['json'];
      return { uid: plan.uid, title: plan.title, description: plan.description, json };
    });
}

/** The same value with the keys of all objects in order, so that no release of the SDK can shuffle a diff. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
  entries.sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}
