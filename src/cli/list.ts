// `slo list`: the SLOs of a project, one a line.
import { stringifySafely } from '../diagnostics/formats.ts';
import { positionOf } from '../diagnostics/position.ts';
import { Report } from '../diagnostics/report.ts';
import { ratioToPercent } from '../model/units.ts';
import { printDuration } from '../promql/duration.ts';
import type { CompiledSlo } from '../rules/rule.ts';
import { columns } from '../text/numbers.ts';
import { compileProject, type ProjectChoice } from './project/compile-project.ts';
import { fullNameOf, slosOf } from './project/slo-names.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';

export interface ListOptions extends Pick<ProjectChoice, 'target'> {
  readonly format: 'text' | 'json';
}

/** An SLO as `--format json` shows it. */
interface ListedSlo {
  readonly target: string | null;
  /** Service/name, with the namespace in front where there is one. */
  readonly name: string;
  /** `99.9%`; null where no event may be bad. */
  readonly objective: string | null;
  /** `30d`. */
  readonly period: string;
  readonly indicator: string;
  readonly groupLabels: readonly string[];
  readonly owner: string | null;
  readonly file: string;
  readonly line: number;
}

/** Prints the SLOs of the project. */
export function list(root: string, { format, ...choice }: ListOptions, terminal: Terminal): Exit {
  const report = new Report();
  const { targets } = compileProject(root, choice, report);
  terminal.report(report.diagnostics);
  if (report.hasErrors) return EXIT.wrong;
  const listed = targets.flatMap(({ settings, files }) =>
    slosOf(files).map((compiled) => describe(compiled, settings.target ?? null)),
  );
  terminal.out(format === 'json' ? stringifySafely(listed) : asText(listed, terminal), format);
  return EXIT.fine;
}

function describe(compiled: CompiledSlo, target: string | null): ListedSlo {
  const { slo } = compiled;
  return {
    target,
    name: fullNameOf(compiled),
    objective: slo.kind === 'budget' ? ratioToPercent(slo.objective) : null,
    period: printDuration(slo.kind === 'budget' ? slo.periodMs : slo.windowMs),
    indicator: slo.kind === 'budget' ? slo.indicator.kind : slo.kind,
    groupLabels: slo.by,
    owner: slo.owner ?? null,
    file: slo.origin.source.path,
    line: positionOf(slo.origin.source, slo.origin.start).line,
  };
}

function asText(listed: readonly ListedSlo[], { paint }: Terminal): string {
  const hasTargets = listed.some(({ target }) => target !== null);
  const rows = listed.map((slo) => [
    slo.name,
    ...(hasTargets ? [slo.target ?? ''] : []),
    `${slo.objective ?? 'no bad event'} over ${slo.period}`,
    slo.indicator,
    `${slo.file}:${slo.line}`,
  ]);
  const header = ['SLO', ...(hasTargets ? ['target'] : []), 'objective', 'indicator', 'spec'];
  const [title = '', ...lines] = columns([header, ...rows], 'left');
  return `${[paint('bold', title), ...lines].join('\n')}\n`;
}
