// Where normalisation stands: the document it reads and the report it adds to.
import type { DiagnosticCode } from '../diagnostics/catalogue/catalogue.ts';
import type { RelatedSpan, Report, Severity } from '../diagnostics/report.ts';
import type { PatternBudget } from '../patterns/pattern-budget.ts';
import type { IstioVersion } from '../spec/config-schema.ts';
import type { Located, Path } from '../spec/locate.ts';

export interface Scope {
  readonly document: Located<unknown>;
  readonly report: Report;
  /** Bucket bounds that the document declares or that were learnt of the world, in the histogram's unit, by its name. */
  readonly declaredBuckets?: ReadonlyMap<string, readonly number[]>;
  /** Of the mesh that the document is about. */
  readonly istioVersion?: IstioVersion;
  /** How much work the patterns of the spec file may still make. */
  readonly patterns?: PatternBudget;
}

/** A part of a text, as offsets; `to` is exclusive. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** A problem with a place given as a path of the document. */
export interface PlacedProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly path: Path;
  readonly part?: 'value' | 'key';
  /** A stretch of the text at `path`, as offsets into the value. */
  readonly within?: Stretch;
  readonly severity?: Severity;
  readonly help?: string;
  readonly related?: readonly RelatedSpan[];
}

/** Adds a problem, unless it is about something that lost a part to another problem: what it lacks was written. */
export function addProblem(scope: Scope, problem: PlacedProblem): void {
  const { document, report } = scope;
  const { code, message, path, part, within, severity = 'error', help, related } = problem;
  if (!isWhole(scope, path)) return;
  const span = within ? document.spanInside(path, within.from, within.to) : document.spanOf(path, part);
  report.add({ code, severity, message, span, ...(help && { help }), ...(related && { related }) });
}

/** Whether a value is as it was written, rather than left out or made up in place of one that cannot be read. */
export function isWhole({ document }: Scope, path: Path): boolean {
  return document.isPartial?.(path) !== true;
}

/** Adds the problem at each of the stretches of the text, or about the whole of it when they are not known. */
export function addProblemsAt(stretches: readonly Stretch[], problem: PlacedProblem, scope: Scope): void {
  if (stretches.length === 0) addProblem(scope, problem);
  for (const within of stretches) addProblem(scope, { ...problem, within });
}

/** For problems with what the project file says. */
export function projectScope({ document }: { readonly document?: Located<unknown> }, scope: Scope): Scope {
  return document ? { ...scope, document } : scope;
}
