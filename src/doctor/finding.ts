// One thing that the world has otherwise than a spec believes, and how it is told: a diagnostic that also names the alerts
// that are dead by it.
import type { DiagnosticCode } from '../diagnostics/catalogue/catalogue.ts';
import type { Diagnostic, Severity, Span } from '../diagnostics/report.ts';
import type { Belief, Effect, Subject } from './belief.ts';

export interface Finding {
  readonly code: DiagnosticCode;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly place: Span;
  /** What was looked for and is not so. */
  readonly message: string;
  /** What is there, and what to write in its place. */
  readonly help?: string;
  /** What becomes of the alerts of the subject. */
  readonly effect?: Effect;
}

/** What a finding about a belief says besides the belief. */
export type FindingDetails = Pick<Finding, 'code' | 'message'> &
  Partial<Pick<Finding, 'severity' | 'help' | 'effect' | 'place'>>;

/** An error by which the alerts have no effect, unless it is said otherwise. */
export function findingOf({ subject, place, effect }: Belief, details: FindingDetails): Finding {
  const severity = details.severity ?? 'error';
  return { subject, place, severity, ...(severity === 'error' && { effect }), ...details };
}

const EFFECTS: Readonly<Record<Effect, string>> = {
  dead: 'that cannot fire',
  'always firing': 'that fire all the time',
  unheard: 'that reach nobody',
};

/** A finding as a diagnostic, at the place of what it belies. */
export function diagnosticOf({ code, severity, subject, place, message, help, effect }: Finding): Diagnostic {
  const { name, origin, alerts } = subject;
  const names = alerts.join(', ');
  return {
    code,
    severity,
    span: place,
    message,
    ...(help !== undefined && { help }),
    ...(effect !== undefined &&
      alerts.length > 0 && {
        related: [
          {
            message: `alerts of ${name} ${EFFECTS[effect]}: ${names}`,
            span: origin,
          },
        ],
      }),
  };
}
