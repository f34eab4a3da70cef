// What a preset of the Istio catalogue is: when it fires, why it has this form, and what it needs.
import { DEFAULT_ALERT_OPTIONS, type IstioAlert } from '../istio/alert.ts';
import { printDuration } from '../promql/duration.ts';
import { pretty } from '../promql/pretty.ts';
import type { Section } from './section.ts';

/** A preset in a few lines, as in a list of all. */
export function listPreset({ id, name, severity, summary, why, requires }: IstioAlert): Section {
  return {
    title: `${id}: ${name} (${severity})`,
    lines: [summary, why, ...(requires ? [`Needs ${requires}.`] : [])],
  };
}

/** A preset with its condition for the usual settings, and how a spec asks for it. */
export function explainPreset(preset: IstioAlert): Section {
  const { title, lines } = listPreset(preset);
  const hold = preset.for === 0 ? 'at once' : printDuration(preset.for);
  const keep = preset.keepFiringFor ? `; keeps firing for ${printDuration(preset.keepFiringFor)}` : '';
  return {
    title,
    lines: [
      ...lines,
      `waits: ${hold}${keep}`,
      `reads: ${preset.inputs.map((metric) => metric.name).join(', ')}`,
      'PromQL, with the usual settings:',
      ...pretty(preset.expr(DEFAULT_ALERT_OPTIONS))
        .split('\n')
        .map((line) => `  ${line}`),
      'In a spec:',
      '  alerts:',
      `    - istio: ${preset.id}`,
    ],
  };
}
