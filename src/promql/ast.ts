// The PromQL syntax tree: what the compiler builds, what the parser returns for a user's text, and what the printer
// turns into Prometheus' own spelling. Durations are whole milliseconds. This folder has never heard of SLOs.

/** How a label is compared in a selector. */
export type MatchOperator = '=' | '!=' | '=~' | '!~';

/** One label comparison, `label op "value"`; `value` is the unescaped text (for `=~`/`!~` an RE2 pattern). */
export interface Matcher {
  readonly label: string;
  readonly op: MatchOperator;
  readonly value: string;
}

/**
 * A length of time in a range or an offset, in milliseconds. `'window'` is the placeholder `$window` of a user's raw
 * expression: it must be filled in (see `fillWindow`) before printing.
 */
export type Duration = number | 'window' | RunVariable;

/** A variable that whoever runs the query fills in, such as Grafana's `$__rate_interval`: printed as it stands. */
export type RunVariable = `$__${string}`;

/** Where in time an expression is read: shifted back by `offset` (negative: forward), or fixed by `@`. */
export interface TimeShift {
  readonly offset?: Duration;
  /** Unix time in seconds, or the start or end of the query's range. */
  readonly at?: number | 'start' | 'end';
}

/** An instant-vector selector, `metric{matchers} offset d`. `metric` is absent in `{__name__=~"…"}`. */
export interface Selector extends TimeShift {
  readonly kind: 'selector';
  readonly metric?: string;
  readonly matchers: readonly Matcher[];
}

/** A range over a selector, `selector[range]`; only functions that take a range accept it. */
export interface MatrixSelector {
  readonly kind: 'matrix';
  readonly selector: Selector;
  readonly range: Duration;
}

/** A range over an expression, `expr[range:step]`; without `step` Prometheus uses its global evaluation interval. */
export interface Subquery extends TimeShift {
  readonly kind: 'subquery';
  readonly expr: Expr;
  readonly range: Duration;
  readonly step?: Duration;
}

/** A range vector: what `rate` and `avg_over_time` take, and what no operator does. */
export type RangeVector = MatrixSelector | Subquery;

export interface NumberLiteral {
  readonly kind: 'number';
  readonly value: number;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly value: string;
}

/** A function call, `name(args)`. */
export interface Call {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly (Expr | RangeVector)[];
}

/** `op by (labels) (param, expr)`; without `grouping` the aggregation has no clause. */
export interface Aggregation {
  readonly kind: 'aggregation';
  readonly op: string;
  readonly expr: Expr;
  /** The first argument of `topk`, `quantile`, `count_values` and their like. */
  readonly param?: Expr;
  readonly grouping?: { readonly kind: 'by' | 'without'; readonly labels: readonly string[] };
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^' | 'atan2';
export type ComparisonOperator = '==' | '!=' | '>' | '<' | '>=' | '<=';
export type SetOperator = 'and' | 'or' | 'unless';
export type BinaryOperator = ArithmeticOperator | ComparisonOperator | SetOperator;

/** How the two sides of a binary operation find each other. */
export interface Matching {
  readonly kind: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly group?: { readonly side: 'left' | 'right'; readonly include: readonly string[] };
}

export interface Binary {
  readonly kind: 'binary';
  readonly op: BinaryOperator;
  readonly left: Expr;
  readonly right: Expr;
  /** A comparison that returns 0 or 1 instead of filtering. */
  readonly bool?: boolean;
  readonly matching?: Matching;
}

export interface Unary {
  readonly kind: 'unary';
  readonly op: '+' | '-';
  readonly expr: Expr;
}

/** An expression that yields an instant vector, a scalar or a string. A range vector is no `Expr`, so `sum(x[5m])` does
 *  not compile; parentheses are the printer's business, so there is no node for them. */
export type Expr = Selector | NumberLiteral | StringLiteral | Call | Aggregation | Binary | Unary;
