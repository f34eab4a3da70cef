// What a runbook says of a subject of the mesh: how bad it is, what to ask, what usually causes it. The guides themselves
// are in guides-*.ts; how they become pages is not their business.
import type { Expr, Matcher } from '../promql/ast.ts';
import { call, num } from '../promql/build.ts';

/** A question, and the query that answers it. */
export interface Lookup {
  readonly ask: string;
  readonly expr: Expr;
}

/** A question, and the command that answers it. Upper-case names stand for what the alert's labels say. */
export interface Command {
  readonly ask: string;
  readonly command: string;
}

export interface Cause {
  /** What one sees. */
  readonly sign: string;
  /** What it is, and what helps. */
  readonly means: string;
}

/** Texts are Markdown, and ours: nothing of a user stands in them. */
export interface Guide {
  /** Who is hurt, and how soon. */
  readonly harm: string;
  readonly lookups: readonly Lookup[];
  readonly commands: readonly Command[];
  /** The likeliest first. */
  readonly causes: readonly Cause[];
}

/** What is known of the mesh. */
export interface Mesh {
  /** Matchers of istiod's targets, such as `app="istiod"`. */
  readonly istiod: readonly Matcher[];
  /** The namespace of istiod's Deployments. */
  readonly namespace: string;
  /** The range of rates, in milliseconds. */
  readonly rangeMs: number;
}

/** The quantile of a classic histogram's bucket rates, which must keep `le`. */
export function quantile(share: number, bucketRates: Expr): Expr {
  return call('histogram_quantile', num(share), bucketRates);
}
