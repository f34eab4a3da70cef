// Label names that the compiler needs for itself, and what a user's labels may not shadow.
import type { Path } from '../spec/locate.ts';
import { complain, type Scope } from './scope.ts';

interface Labelled {
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** Labels that every alert or every recorded series has already. */
function isReserved(label: string): boolean {
  return label === 'alertname' || label === 'severity' || label === 'le' || label.startsWith('slo');
}

/** Reports group labels and user labels at `path` that would shadow ours, or each other. */
export function checkLabels(spec: Labelled, by: readonly string[], path: Path, scope: Scope): void {
  for (const label of Object.keys(spec.labels ?? {})) {
    if (!isReserved(label) && !by.includes(label)) continue;
    complain(scope, {
      code: 'reserved-label',
      path: [...path, 'labels', label],
      part: 'key',
      message: by.includes(label)
        ? `the label "${label}" would overwrite the one that the indicator groups by`
        : `the label "${label}" is set by the compiler`,
      help: label === 'severity' ? 'use the "severity" field of the alert or tier' : 'choose another name',
    });
  }
  by.forEach((label, at) => {
    if (!isReserved(label) && by.indexOf(label) === at) return;
    complain(scope, {
      code: 'reserved-label',
      path: [...path, 'indicator', 'by', at],
      message: isReserved(label)
        ? `grouping by "${label}" would overwrite a label of the compiler`
        : `"${label}" is listed twice`,
      help: isReserved(label) ? 'relabel it at scrape time, or group by another label' : 'remove it',
    });
  });
}
