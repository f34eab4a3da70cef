// What a user calls an alert in, which alerts that means out.
import type { Matcher } from '../promql/ast.ts';
import { type PromqlFailure, parseSelector } from '../promql/parse/parse.ts';

/** An alert by its name, or those of that name that belong to a tier or have labels. */
export interface NamedAlert {
  readonly alert: string;
  readonly tier?: string;
  readonly apart?: readonly Matcher[];
}

/** `ErrorBudgetBurn`, `ErrorBudgetBurn/page-fast`, or with labels `HighErrorRate{severity="critical"}`. */
export function readNamedAlert(text: string): NamedAlert | PromqlFailure {
  if (text.includes('{')) {
    const read = parseSelector(text);
    return 'selector' in read ? { alert: read.selector.metric ?? '', apart: read.selector.matchers } : read;
  }
  const [alert = text, tier] = text.split('/');
  return { alert, ...(tier !== undefined && { tier }) };
}

/** Whether `wide` stands for each alert that `narrow` stands for: for the same, or for those of any tier or with any labels. */
export function includes(wide: NamedAlert, narrow: NamedAlert): boolean {
  return (
    wide.alert === narrow.alert &&
    (wide.tier === undefined || wide.tier === narrow.tier) &&
    (wide.apart ?? []).every((matcher) => narrow.apart?.some((other) => isSame(matcher, other)))
  );
}

function isSame(matcher: Matcher, other: Matcher): boolean {
  return matcher.label === other.label && matcher.op === other.op && matcher.value === other.value;
}
