// The label names that are the compiler's: those of an SLO's identity, and what it says of an alert by labels.

/** Whether series and alerts can have this label from the compiler alone: `slo`, or one that begins with `slo_`. */
export function isCompilerLabel(label: string): boolean {
  return label === 'slo' || label.startsWith('slo_');
}
