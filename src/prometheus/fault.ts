// Why a Prometheus gave no answer that can be used, as diagnostics without a place. No header and no password is in them.
import type { Diagnostic } from '../diagnostics/report.ts';

/** A value, or why there is none. */
export type Answer<T> = { readonly value: T } | { readonly fault: Fault };

export interface Fault {
  readonly diagnostic: Diagnostic;
  /** The server has no such part of the API: Thanos, Mimir and VictoriaMetrics each leave some out. */
  readonly isUnsupported: boolean;
}

/** An answer that is none, and why. */
export function fault(code: FaultCode, message: string, help?: string, isUnsupported = false): { fault: Fault } {
  const diagnostic: Diagnostic = { code, severity: 'error', message, ...(help !== undefined && { help }) };
  return { fault: { diagnostic, isUnsupported } };
}

export type FaultCode =
  | 'prometheus-unreachable'
  | 'prometheus-refuses'
  | 'prometheus-too-slow'
  | 'prometheus-answer'
  | 'prometheus-answer-too-large'
  | 'prometheus-query';
