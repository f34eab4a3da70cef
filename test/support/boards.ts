// The dashboards of a project as a reader of the JSON sees them: panels, queries, variables, and queries with the
// variables filled in as Grafana does. Knows nothing of how the boards are made.
import { readFileSync } from 'node:fs';
import { emitDashboards } from '../../src/backends/dashboard-file.ts';
import { compile } from '../../src/compile.ts';
import { PLAIN } from '../../src/diagnostics/paint.ts';
import { renderText } from '../../src/diagnostics/render.ts';
import { Report } from '../../src/diagnostics/report.ts';
import { readSettings, type Settings } from '../../src/model/settings.ts';
import type { CompiledFile } from '../../src/rules/rule.ts';
import { parseConfig } from '../../src/spec/parse.ts';

export interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly instant: boolean;
  readonly range: boolean;
  readonly format: string;
  readonly datasource: { readonly type: string; readonly uid: string };
}

export interface FieldProperty {
  readonly id: string;
  readonly value: unknown;
}

export interface BoardPanel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly targets?: readonly Target[];
  readonly transformations?: readonly { readonly id: string; readonly options: Readonly<Record<string, unknown>> }[];
  readonly fieldConfig?: {
    readonly defaults: Readonly<Record<string, unknown>>;
    readonly overrides: readonly { readonly matcher: FieldProperty; readonly properties: readonly FieldProperty[] }[];
  };
  readonly panels?: readonly BoardPanel[];
  readonly collapsed?: boolean;
}

export interface BoardVariable {
  readonly name: string;
  readonly type: string;
  readonly label: string;
  readonly query: string | { readonly query: string };
  readonly refresh?: number;
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly datasource?: { readonly uid: string };
}

export interface BoardJson {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  readonly editable: boolean;
  readonly schemaVersion: number;
  readonly graphTooltip: number;
  readonly panels: readonly BoardPanel[];
  readonly templating: { readonly list: readonly BoardVariable[] };
  readonly annotations: {
    readonly list: readonly { readonly expr: string; readonly datasource: { readonly uid: string } }[];
  };
  readonly links: readonly { readonly title: string; readonly url: string; readonly type: string }[];
}

/** A project as compiled, with its boards by uid. */
export interface ProjectBoards {
  readonly files: readonly CompiledFile[];
  readonly settings: Settings;
  readonly boards: ReadonlyMap<string, BoardJson>;
  /** The text of each file, by path. */
  readonly texts: ReadonlyMap<string, string>;
}

/** The boards of specs by path, and of a project file. Throws when there is anything wrong with them. */
export async function boardsOfSpecs(specs: Readonly<Record<string, string>>, config = ''): Promise<ProjectBoards> {
  const report = new Report();
  const document = config === '' ? undefined : parseConfig({ path: 'slo.config.yaml', text: config }, report);
  const settings = readSettings(document, report);
  const sources = Object.entries(specs).map(([path, text]) => ({ path, text }));
  const { files } = compile({ specs: sources }, settings, report);
  if (report.hasErrors) throw new Error(renderText(report.diagnostics, PLAIN));
  const artifacts = emitDashboards(files, settings, new Report());
  const boards = artifacts.map(({ content }) => JSON.parse(content) as BoardJson);
  return {
    files,
    settings,
    boards: new Map(boards.map((board) => [board.uid, board])),
    texts: new Map(artifacts.map(({ path, content }) => [path, content])),
  };
}

/** The boards of this repository. */
export function ownBoards(): Promise<ProjectBoards> {
  const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const paths = ['slos/control-plane.slo.yaml', 'slos/mesh.slo.yaml'];
  return boardsOfSpecs(Object.fromEntries(paths.map((path) => [path, read(path)])), read('slo.config.yaml'));
}

/** All panels, rows and those inside collapsed rows too. */
export function allPanels({ panels }: BoardJson): BoardPanel[] {
  return panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
}

/** The panels that show something: all but rows. */
export function shownPanels(board: BoardJson): BoardPanel[] {
  return allPanels(board).filter(({ type }) => type !== 'row');
}

/** A query with the panel that it belongs to. */
export interface BoardQuery {
  readonly where: string;
  readonly board: BoardJson;
  readonly panel: BoardPanel;
  readonly target: Target;
}

export function queriesOf(board: BoardJson): BoardQuery[] {
  return shownPanels(board).flatMap((panel) =>
    (panel.targets ?? []).map((target) => ({
      where: `${board.uid} ${panel.id} ${panel.title} ${target.refId}`,
      board,
      panel,
      target,
    })),
  );
}

/** Values of variables, each with those chosen; of one that is not named, everything is. */
export type Choice = Readonly<Record<string, readonly string[]>>;

/** What Grafana fills in for the variables that it has in every board. */
const BUILT_IN: Readonly<Record<string, string>> = {
  __rate_interval: '2m',
  __interval: '30s',
  __range: '6h',
};

const VARIABLE = /\$\{(\w+)(?::\w+)?\}|\$(\w+)/g;

/** The query with its variables filled in: several values as `(a|b)`, all as the variable's own word for it, or `.*`. */
export function filledIn(text: string, board: BoardJson, choice: Choice = {}): string {
  return text.replace(VARIABLE, (whole, braced: string | undefined, bare: string | undefined) => {
    const name = braced ?? bare ?? '';
    const builtIn = BUILT_IN[name];
    if (builtIn !== undefined) return builtIn;
    const variable = board.templating.list.find((one) => one.name === name);
    if (variable === undefined) throw new Error(`${board.uid} has no variable ${whole}`);
    const chosen = choice[name];
    if (chosen === undefined) return variable.allValue ?? '.*';
    return chosen.length === 1 ? escaped(chosen[0] ?? '') : `(${chosen.map(escaped).join('|')})`;
  });
}

/** As in a regular expression within a PromQL string. */
function escaped(value: string): string {
  return value.replace(/[.*+?^${}()|[\]\\]/g, '\\\\$&');
}

/** The names of all variables in a text. */
export function variablesIn(text: string): string[] {
  return [...text.matchAll(VARIABLE)].map(([, braced, bare]) => braced ?? bare ?? '');
}
