// `slo explain`: an SLO, an error code, or the presets.
import type { CompiledTarget } from '../compile-targets.ts';
import { CODES } from '../diagnostics/catalogue.ts';
import { Report } from '../diagnostics/report.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { explainSlo } from '../explain/explain-slo.ts';
import { ISTIO_ALERTS } from '../istio/alerts.ts';
import type { CompiledSlo } from '../rules/rule.ts';
import { compileProject, type Wanted } from './compile-project.ts';
import { EXIT, type Exit, type Terminal } from './terminal.ts';

export interface ExplainOptions extends Pick<Wanted, 'target'> {
  readonly series: string;
}

export function explain(root: string, subject: string, options: ExplainOptions, terminal: Terminal): Exit {
  const rawSeries = Number(options.series);
  if (!Number.isInteger(rawSeries) || rawSeries < 1) {
    terminal.note(`error: --series takes a whole number from 1, not ${JSON.stringify(options.series)}`);
    return EXIT.usage;
  }
  const text = subject === 'presets' ? presetList() : codeText(subject);
  if (text !== undefined) {
    terminal.out(text);
    return EXIT.fine;
  }
  return explainNamed(root, subject, rawSeries, options, terminal);
}

function explainNamed(root: string, subject: string, rawSeries: number, wanted: Wanted, terminal: Terminal): Exit {
  const report = new Report();
  const { targets } = compileProject(root, wanted, report);
  if (report.hasErrors) {
    terminal.tell(report.diagnostics);
    return EXIT.wrong;
  }
  const slosOf = ({ files }: CompiledTarget) => files.flatMap(({ services }) => services.flatMap(({ slos }) => slos));
  const texts = targets.flatMap((target) => {
    const found = slosOf(target).filter((compiled) => namesOf(compiled).includes(subject));
    const { target: name } = target.settings;
    const heading = name === undefined ? '' : `Target ${name}\n\n`;
    return found.map((compiled) => `${heading}${explainSlo(compiled, rawSeries)}`);
  });
  if (texts.length > 0) {
    terminal.out(texts.join('\n'));
    return EXIT.fine;
  }
  const all = targets.flatMap(slosOf);
  const known = [...all.flatMap(namesOf), ...CODES.map(({ code }) => code)];
  const guess = didYouMean(subject, known);
  const names = [...new Set(all.map((compiled) => namesOf(compiled)[0]))];
  const hint = guess ? `did you mean "${guess}"?` : `SLOs: ${names.join(', ')}`;
  terminal.note(`error: ${JSON.stringify(subject)} is neither an SLO nor an error code; ${hint}`);
  return EXIT.wrong;
}

/** How an SLO may be called: by its name, with its service, and with its namespace. */
function namesOf({ slo }: CompiledSlo): string[] {
  const { namespace, service, slo: name } = slo.identity;
  return [name, `${service}/${name}`, ...(namespace === undefined ? [] : [`${namespace}/${service}/${name}`])];
}

function codeText(subject: string): string | undefined {
  const found = CODES.find(({ code }) => code === subject);
  return (
    found &&
    `${found.code}: ${found.title}\n\n${found.explanation}\n\nExample:\n\n${found.example.replaceAll(/^(?=.)/gm, '  ')}\n`
  );
}

function presetList(): string {
  return ISTIO_ALERTS.map(({ id, name, severity, summary, why, requires }) =>
    [`${id}: ${name} (${severity})`, `  ${summary}`, `  ${why}`, ...(requires ? [`  Needs ${requires}.`] : [])].join(
      '\n',
    ),
  )
    .join('\n\n')
    .concat('\n');
}
