// A place in a document while it is read: where a value stands, and the report that takes what is wrong with it.
import type { DiagnosticCode } from '../diagnostics/catalogue/catalogue.ts';
import type { RelatedSpan, Report, Severity, Span } from '../diagnostics/report.ts';
import type { PatternBudget } from '../patterns/pattern-budget.ts';
import type { IstioVersion } from '../spec/config-schema.ts';
import type { Located, Path } from '../spec/locate.ts';

/** What is read, and what is known while it is read. */
export interface Reading {
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

/** Looks for the stretches of the text at a place that a problem is about. */
export type FindStretches = () => readonly Stretch[];

/** What is wrong at a place: an error if no severity is named. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly part?: 'value' | 'key';
  /** A stretch of the text at the place, as offsets into the value. */
  readonly within?: Stretch;
  readonly severity?: Severity;
  readonly help?: string;
  readonly related?: readonly RelatedSpan[];
}

/** What was told at a list of places. Of a thousand equal mistakes each would else be told in a thousand places. */
const reportedAt = new WeakMap<readonly Stretch[], Set<string>>();

/** The value at `path` of a document; for a field that is missing, the place where it would be. */
export class Place {
  readonly reading: Reading;
  readonly path: Path;

  constructor(reading: Reading, path: Path = []) {
    this.reading = reading;
    this.path = path;
  }

  /** The place of a field or an item below this one. */
  at(...steps: Path): Place {
    return new Place(this.reading, [...this.path, ...steps]);
  }

  get root(): Place {
    return new Place(this.reading);
  }

  /** What holds this value. */
  get parent(): Place {
    return new Place(this.reading, this.path.slice(0, -1));
  }

  get span(): Span {
    return this.reading.document.spanOf(this.path);
  }

  get keySpan(): Span {
    return this.reading.document.spanOf(this.path, 'key');
  }

  /** Whether the value is as it was written, rather than left out or made up in place of one that cannot be read. */
  get isWhole(): boolean {
    return this.reading.document.isPartial?.(this.path) !== true;
  }

  /** Adds a problem, unless it is about something that lost a part to another problem: what it lacks was written. Undefined
   *  stands for what cannot be made of the value. */
  report({ code, message, part, within, severity = 'error', help, related }: Problem): undefined {
    if (!this.isWhole) return;
    const { document, report } = this.reading;
    const span = within ? document.spanInside(this.path, within.from, within.to) : document.spanOf(this.path, part);
    report.add({ code, severity, message, span, ...(help && { help }), ...(related && { related }) });
  }

  /**
   * Adds the problem at each of the stretches of the text, or about the whole of it when they are not known. What stands in many
   * places is found in each of them, with one list of all: it is told once.
   */
  reportAt(stretches: readonly Stretch[], problem: Problem): void {
    if (stretches.length === 0) return void this.report(problem);
    const reported = reportedAt.get(stretches) ?? new Set();
    reportedAt.set(stretches, reported);
    const what = `${problem.code} ${problem.message}`;
    if (!reported.has(what)) for (const within of stretches) this.report({ ...problem, within });
    reported.add(what);
  }

  /** The root of the project file, for problems with what it says; where there is none, that of this document. */
  inProject({ document }: { readonly document?: Located<unknown> }): Place {
    return new Place(document ? { ...this.reading, document } : this.reading);
  }
}
