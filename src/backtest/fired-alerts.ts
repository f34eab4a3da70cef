// What alerts did over history: when each began to fire, until when, and what it was about.
import { type Labels, labelsKey, labelValue } from '../exposition/exposition.ts';
import { IDENTITY_LABELS, LABELS } from '../rules/names.ts';
import { compareText } from '../text/lists.ts';

/** An alert that begins or ends to fire, as the engine sends it. */
export interface AlertChange {
  /** In milliseconds. */
  readonly at: number;
  readonly state: 'firing' | 'resolved';
  readonly labels: Labels;
}

export interface FiredAlert {
  readonly labels: Labels;
  readonly startMs: number;
  /** The end of the history, where it still fired then. */
  readonly endMs: number;
  readonly isOpen: boolean;
  /** Share of the budget that was left when it began, where the rules record that. */
  readonly budgetLeft?: number;
}

/** Each alert from its beginning to its end; those that had begun before the history that counts are left out. */
export function firedAlerts(changes: readonly AlertChange[], startMs: number, endMs: number): FiredAlert[] {
  const begun = new Map<string, FiredAlert>();
  const all: FiredAlert[] = [];
  for (const { at, state, labels } of changes) {
    const key = labelsKey(labels);
    const known = begun.get(key);
    if (state === 'firing' && !known) begun.set(key, { labels, startMs: at, endMs, isOpen: true });
    if (state === 'resolved' && known) {
      begun.delete(key);
      all.push({ ...known, endMs: at, isOpen: false });
    }
  }
  return [...all, ...begun.values()]
    .filter((alert) => alert.startMs >= startMs)
    .sort((a, b) => a.startMs - b.startMs || compareText(labelsKey(a.labels), labelsKey(b.labels)));
}

/** The labels that say what fires and how urgent that is, and those of the identity. */
const NO_SUBJECT: readonly string[] = [
  ...IDENTITY_LABELS,
  'alertname',
  LABELS.severity,
  LABELS.tier,
  LABELS.longWindow,
  LABELS.shortWindow,
  LABELS.factor,
  LABELS.owner,
];

/** Of what an alert is: the service, the SLO and the group, or whatever other labels it has. */
export function subjectOf({ labels }: Pick<FiredAlert, 'labels'>): string {
  const slo = IDENTITY_LABELS.map((name) => labelValue(labels, name)).filter((value) => value !== '');
  const rest = Object.entries(labels)
    .filter(([name]) => !NO_SUBJECT.includes(name))
    .sort(([a], [b]) => compareText(a, b));
  if (slo.length === 0) return rest.map(([name, value]) => `${name}=${value}`).join(' ');
  return [slo.join('/'), ...rest.map(([, value]) => value)].join(' ');
}
