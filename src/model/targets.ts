// The project file in, the settings of each of its targets out: clusters or environments for which the same specs are
// built, each with what is different there. A project without targets is one target without a name.
import type { Report } from '../diagnostics/report.ts';
import type { ConfigSpec, TargetSpec } from '../spec/config-schema.ts';
import type { Located, Path } from '../spec/locate.ts';
import { didYouMean } from '../text/suggest.ts';
import { foldersBelow, outputFolders, readFolders } from './folders.ts';
import { Place } from './place.ts';
import { checkParts } from './read/topology.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Identity } from './slo.ts';

/** What a project file says. */
export interface Project {
  /** Never empty. */
  readonly targets: readonly Settings[];
  /** All folders that a build of all targets owns: those of the targets, and those of a project without any, in which files
   *  may lie from before it had some. */
  readonly folders: readonly string[];
}

/** Reads the project file; reports each setting that makes no sense. */
export function readTargets(document: Located<ConfigSpec> | undefined, report: Report): Project {
  const specs = document?.value.targets ?? [];
  if (!document || specs.length === 0) {
    const settings = readSettings(document, report);
    checkParts(document, [settings], report);
    return { targets: [settings], folders: outputFolders(settings) };
  }
  const base = readSettings(document, report);
  const targets = specs.map((spec, at) => {
    const settings = readSettings(targetDocument(document, spec, at), report);
    const { name, objectives = {}, only } = spec;
    return { ...settings, target: name, objectives, ...(only && { only }) };
  });
  const file = new Place({ document, report });
  checkNames(specs, file);
  checkParts(document, targets, report);
  checkFolders(targets, file);
  return { targets, folders: [...new Set([base, ...targets].flatMap(outputFolders))] };
}

/** The project file as if it were written for one target, with the places where its settings really stand. */
function targetDocument(document: Located<ConfigSpec>, spec: TargetSpec, at: number): Located<ConfigSpec> {
  const { name: _name, objectives: _objectives, only: _only, labels: _labels, ...settings } = spec;
  const placeOf = (path: Path): Path => {
    // The labels of a target are those that all its alerts have.
    const below = path[0] === 'defaults' && path[1] === 'labels' ? path.slice(1) : path;
    return isWritten(spec, below) ? ['targets', at, ...below] : path;
  };
  return {
    source: document.source,
    value: merge(document.value, spec, settings),
    spanOf: (path, part) => document.spanOf(placeOf(path), part),
    spanInside: (path, from, to) => document.spanInside(placeOf(path), from, to),
  };
}

function merge(
  { targets: _targets, ...base }: ConfigSpec,
  { name, labels, output }: TargetSpec,
  settings: Partial<ConfigSpec>,
): ConfigSpec {
  const rules = { ...base.rules, ...settings.rules };
  const both = (key: 'labels' | 'annotations') => ({ ...base.rules?.[key], ...settings.rules?.[key] });
  return {
    ...base,
    ...settings,
    output: { ...foldersBelow(readFolders(base), name), ...output },
    rules: { ...rules, labels: both('labels'), annotations: both('annotations') },
    ...((base.dashboards || settings.dashboards) && { dashboards: { ...base.dashboards, ...settings.dashboards } }),
    ...((base.alertmanager || settings.alertmanager) && {
      alertmanager: { ...base.alertmanager, ...settings.alertmanager },
    }),
    ...((base.topology || settings.topology) && { topology: { ...base.topology, ...settings.topology } }),
    ...((base.istio || settings.istio) && { istio: { ...base.istio, ...settings.istio } }),
    ...(labels && { defaults: { ...base.defaults, labels: { ...base.defaults?.labels, ...labels } } }),
  };
}

function isWritten(value: unknown, path: Path): boolean {
  const [key, ...rest] = path;
  if (key === undefined) return value !== undefined;
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? isWritten((value as Record<PropertyKey, unknown>)[key], rest)
    : false;
}

function checkNames(specs: readonly TargetSpec[], file: Place): void {
  for (const [at, { name }] of specs.entries()) {
    const first = specs.findIndex((other) => other.name === name);
    if (first === at) continue;
    file.at('targets', at, 'name').report({
      code: 'duplicate-target',
      message: `two targets are called "${name}"`,
      related: [{ message: 'first defined here', span: file.at('targets', first, 'name').span }],
      help: 'rename one of them',
    });
  }
}

/** Targets with a folder in common would overwrite or remove what the other has written. */
function checkFolders(targets: readonly Settings[], file: Place): void {
  for (const [at, target] of targets.entries()) {
    for (const earlier of targets.slice(0, at)) {
      if (earlier.target === target.target) continue;
      const shared = outputFolders(target).find((folder) =>
        outputFolders(earlier).some((other) => overlap(folder, other)),
      );
      if (shared === undefined) continue;
      file.at('targets', at, 'output').report({
        code: 'overlapping-targets',
        message: `the targets "${earlier.target}" and "${target.target}" both write into ${shared}`,
        help: 'give each target folders of its own, none of them inside another; without "output" they have the name of the target',
      });
    }
  }
}

/** Whether one folder holds the other, also where the disk makes no difference between capital and small letters. */
function overlap(first: string, second: string): boolean {
  const [a, b] = [`${first}/`.toLowerCase(), `${second}/`.toLowerCase()];
  return a.startsWith(b) || b.startsWith(a);
}

/** The objective that a target sets for an SLO, and its place in the project file. */
export function targetObjective(
  { namespace, service, slo }: Identity,
  { objectives = {} }: Settings,
): { readonly text: string; readonly path: Path } | undefined {
  const names = [...(namespace === undefined ? [] : [`${namespace}/${service}/${slo}`]), `${service}/${slo}`];
  const name = names.find((key) => Object.hasOwn(objectives, key));
  const text = name === undefined ? undefined : objectives[name];
  return name !== undefined && text !== undefined ? { text, path: ['objectives', name] } : undefined;
}

/** Reports objectives of SLOs that are not there: they would change nothing. */
export function checkObjectives(identities: readonly Identity[], settings: Settings, report: Report): void {
  const { document, objectives = {}, target } = settings;
  if (!document) return;
  const known = identities.flatMap(({ namespace, service, slo }) => [
    `${service}/${slo}`,
    ...(namespace === undefined ? [] : [`${namespace}/${service}/${slo}`]),
  ]);
  for (const name of Object.keys(objectives).filter((key) => !known.includes(key))) {
    const guess = didYouMean(name, known);
    new Place({ document, report }, ['objectives', name]).report({
      code: 'unknown-objective',
      part: 'key',
      message: `the target "${target}" has no SLO "${name}"`,
      help: guess ? `did you mean "${guess}"?` : `write service/slo; SLOs: ${known.join(', ') || 'none'}`,
    });
  }
}

/** Those of the specs that a target is built from, by the path of each below the spec folder, without its ending. Reports
 *  names that stand for no spec. */
export function isOfTarget(stems: readonly string[], settings: Settings, report: Report): (stem: string) => boolean {
  const { only, document, target } = settings;
  if (!only || !document) return () => true;
  const holds = (name: string, stem: string) => stem === name || stem.startsWith(`${name}/`);
  for (const [at, name] of only.entries()) {
    if (stems.some((stem) => holds(name, stem))) continue;
    const guess = didYouMean(name, stems);
    new Place({ document, report }, ['only', at]).report({
      code: 'unknown-spec',
      message: `the target "${target}" asks for the spec "${name}", which is not there`,
      help: guess ? `did you mean "${guess}"?` : `specs: ${stems.join(', ') || 'none'}`,
    });
  }
  return (stem) => only.some((name) => holds(name, stem));
}
