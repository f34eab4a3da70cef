// `slo explain`: what an SLO promises, an alert means, a preset of the catalogue is, or an error code stands for.
import { CODES } from '../diagnostics/catalogue/catalogue.ts';
import { Report } from '../diagnostics/report.ts';
import { explainAlert } from '../explain/explain-alert.ts';
import { explainPreset, listPreset } from '../explain/explain-preset.ts';
import { explainSlo } from '../explain/explain-slo.ts';
import { renderSections, type Section } from '../explain/section.ts';
import { ISTIO_ALERTS } from '../istio/alerts.ts';
import { alertNameOf } from '../rules/alert-name.ts';
import { type AlertingRule, alertsOf, type CompiledFile } from '../rules/rule.ts';
import { didYouMean } from '../text/suggest.ts';
import { compileProject, type ProjectChoice } from './project/compile-project.ts';
import { fullNameOf, namesOf, slosOf } from './project/slo-names.ts';
import { EXIT, type Exit, type Terminal, usageError } from './terminal.ts';

export interface ExplainOptions extends Pick<ProjectChoice, 'target'> {
  readonly series: string;
}

/** Prints what is known of an SLO, an alert, a preset or a code. */
export function explain(root: string, subject: string, options: ExplainOptions, terminal: Terminal): Exit {
  const rawSeries = Number(options.series);
  if (!Number.isInteger(rawSeries) || rawSeries < 1) {
    const message = `--series takes a whole number from 1, not ${JSON.stringify(options.series)}`;
    return usageError(message, undefined, terminal);
  }
  const sections = subject === 'presets' ? ISTIO_ALERTS.map(listPreset) : codeSections(subject);
  if (sections.length > 0) {
    terminal.out(renderSections(sections, terminal.paint));
    return EXIT.fine;
  }
  return explainNamed(root, subject, rawSeries, options, terminal);
}

/** What the project calls by this name, and the preset of this name, for which no project is needed. */
function explainNamed(
  root: string,
  subject: string,
  rawSeries: number,
  choice: ProjectChoice,
  terminal: Terminal,
): Exit {
  const report = new Report();
  const { targets } = compileProject(root, choice, report);
  const presets = ISTIO_ALERTS.filter(({ id, name }) => id === subject || name === subject);
  if (report.hasErrors && presets.length === 0) {
    terminal.report(report.diagnostics);
    return EXIT.wrong;
  }
  const texts = targets.flatMap(({ files, settings }) => {
    const heading = settings.target === undefined ? '' : `Target ${settings.target}\n\n`;
    const slos = slosOf(files).filter((compiled) => namesOf(compiled).includes(subject));
    const alerts = alertSections(files, [subject, ...presets.map(({ name }) => name)]);
    return [
      ...slos.map((compiled) => `${heading}${explainSlo(compiled, rawSeries, terminal.paint)}`),
      ...(alerts.length > 0 ? [`${heading}${renderSections(alerts, terminal.paint)}`] : []),
    ];
  });
  const all = [...texts, ...(presets.length > 0 ? [renderSections(presets.map(explainPreset), terminal.paint)] : [])];
  if (all.length === 0)
    return reportUnknown(
      subject,
      targets.flatMap(({ files }) => files),
      terminal,
    );
  terminal.out(all.join('\n'));
  return EXIT.fine;
}

/** The alerts of these names; with a tier behind a slash, that one alone. */
function alertSections(files: readonly CompiledFile[], names: readonly string[]): Section[] {
  return subjectsOf(files).flatMap(({ title, rules }) =>
    rules
      .filter((rule) => names.includes(rule.alert) || names.includes(alertNameOf(rule)))
      .map((rule) => explainAlert(rule, title)),
  );
}

/** What alerts are about, an SLO or a service, with its alerts. */
function subjectsOf(files: readonly CompiledFile[]): { readonly title: string; readonly rules: AlertingRule[] }[] {
  return files.flatMap(({ services }) =>
    services.flatMap(({ identity, slos, alertGroups }) => [
      ...slos.map((compiled) => ({ title: fullNameOf(compiled), rules: alertsOf(compiled.groups) })),
      { title: identity.service, rules: alertsOf(alertGroups) },
    ]),
  );
}

function reportUnknown(subject: string, files: readonly CompiledFile[], terminal: Terminal): Exit {
  const slos = slosOf(files);
  const alerts = subjectsOf(files).flatMap(({ rules }) => rules.flatMap((rule) => [rule.alert, alertNameOf(rule)]));
  const presets = ISTIO_ALERTS.flatMap(({ id, name }) => [id, name]);
  const guess = didYouMean(subject, [
    ...slos.flatMap(namesOf),
    ...alerts,
    ...presets,
    ...CODES.map(({ code }) => code),
  ]);
  const names = [...new Set(slos.map(fullNameOf))];
  terminal.report([
    {
      code: 'unknown-name',
      severity: 'error',
      message: `${JSON.stringify(subject)} is neither an SLO, an alert, a preset nor an error code`,
      help: guess ? `did you mean "${guess}"?` : `SLOs: ${names.join(', ')}`,
    },
  ]);
  return EXIT.wrong;
}

function codeSections(subject: string): Section[] {
  return CODES.filter(({ code }) => code === subject).flatMap(({ code, title, explanation, example }) => [
    { title: `${code}: ${title}`, lines: [explanation] },
    { title: 'Example', lines: example.trimEnd().split('\n') },
  ]);
}
