// Random PromQL trees, of every kind that Prometheus 2.42 accepts, for the tests that try many of them.
import fc from 'fast-check';
import type {
  Binary,
  Call,
  Expr,
  Matcher,
  Matching,
  RangeVector,
  Selector,
  TimeShift,
} from '../../../src/promql/ast.ts';
import { AGGREGATIONS, FUNCTIONS, type Signature, type ValueType } from '../../../src/promql/functions.ts';

const label = fc.constantFrom(
  'job',
  'le',
  'a_1',
  '_x',
  'on',
  'by',
  'bool',
  'offset',
  'sum',
  'start',
  'inf_',
  'Group_Left',
);
const labels = fc.uniqueArray(label, { maxLength: 3 });
const metric = fc.constantFrom(
  'up',
  'http_requests_total',
  ':a:b',
  'rate',
  'sum',
  'Offset',
  'nan',
  'step',
  'a.b',
  '5xx',
  'ä"\n',
);
const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom('\\', '"', '\u2028'),
);
const pattern = fc.constantFrom('a|b', '5..', '[^a-z]+', '(?i:x)\\.y', '\\pL{2,3}', '[[:alpha:]]*?', '', 'ä\\n"');
const duration = fc.oneof(
  fc.constantFrom(1000, 300_000, 3_600_000, 2_592_000_000),
  fc.integer({ min: 1, max: 10 ** 11 }),
);
const number = fc.oneof(
  fc.constantFrom(0, 1, -1, 14.4, 0.001, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN),
  fc.maxSafeInteger(),
  fc.double().map((value) => Number(value.toPrecision(12)) + 0),
);

const nonEmptyMatcher: fc.Arbitrary<Matcher> = fc.oneof(
  fc.record({ label, op: fc.constant('=' as const), value: text.filter((value) => value !== '') }),
  fc.record({ label, op: fc.constant('=~' as const), value: fc.constantFrom('a|b', '5..', '.+') }),
);
const matcher: fc.Arbitrary<Matcher> = fc.oneof(
  nonEmptyMatcher,
  fc.record({ label, op: fc.constantFrom('=', '!='), value: text }),
  fc.record({ label, op: fc.constantFrom('=~', '!~'), value: pattern }),
);
const shift: fc.Arbitrary<TimeShift> = fc.record(
  {
    offset: fc.oneof(
      duration,
      duration.map((ms) => -ms),
    ),
    at: fc.oneof(
      fc.constantFrom('start' as const, 'end' as const),
      fc.integer({ min: -(10 ** 12), max: 10 ** 13 }).map((ms) => ms / 1000),
    ),
  },
  { requiredKeys: [] },
);
const selector: fc.Arbitrary<Selector> = fc.oneof(
  fc.tuple(metric, fc.array(matcher, { maxLength: 3 }), shift).map(([name, matchers, where]) => ({
    kind: 'selector' as const,
    metric: name,
    matchers,
    ...where,
  })),
  fc.tuple(nonEmptyMatcher, fc.array(matcher, { maxLength: 2 }), shift).map(([first, rest, where]) => ({
    kind: 'selector' as const,
    matchers: [first, ...rest],
    ...where,
  })),
);
const matching: fc.Arbitrary<Matching> = fc.record({ kind: fc.constantFrom('on', 'ignoring'), labels });
const groupedMatching: fc.Arbitrary<Matching> = fc
  .tuple(matching, fc.constantFrom('left' as const, 'right' as const), labels)
  .map(([base, side, include]) => ({
    ...base,
    group: { side, include: include.filter((name) => !base.labels.includes(name)) },
  }));

const ARITHMETIC = ['+', '-', '*', '/', '%', '^', 'atan2'] as const;
const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='] as const;

// fast-check wants an alias here; an interface has no index signature.
type Trees = { readonly vector: Expr; readonly scalar: Expr; readonly range: RangeVector };

const trees = fc.letrec<Trees>((tie) => {
  const depth = { depthSize: 'small', withCrossShrink: true } as const;
  const argument = (type: ValueType): fc.Arbitrary<Expr | RangeVector> =>
    type === 'string' ? text.map((value) => ({ kind: 'string' as const, value })) : tie(type);
  const callOf = ({ name, args, least, most }: Signature): fc.Arbitrary<Call> =>
    fc
      .integer({ min: least, max: Math.min(most, args.length + 1) })
      .chain((count) =>
        fc.tuple(...Array.from({ length: count }, (_value, index) => argument(args[index] ?? 'string'))),
      )
      .map((given) => ({ kind: 'call' as const, name, args: given }));
  const calls = (type: ValueType): fc.Arbitrary<Call> =>
    fc.oneof(
      ...[...FUNCTIONS.values()]
        .filter(({ name, returns }) => returns === type && name !== 'label_replace')
        .map(callOf),
    );
  const labelReplace = fc.tuple(tie('vector'), label, text, label, pattern).map(
    ([of, ...strings]): Call => ({
      kind: 'call',
      name: 'label_replace',
      args: [of, ...strings.map((value) => ({ kind: 'string' as const, value }))],
    }),
  );
  const side = fc.oneof(tie('vector'), tie('scalar'));
  const binary = fc.oneof(
    fc
      .tuple(fc.constantFrom(...ARITHMETIC), fc.oneof(fc.tuple(tie('vector'), side), fc.tuple(side, tie('vector'))))
      .map(([op, [left, right]]): Binary => ({ kind: 'binary', op, left, right })),
    fc
      .tuple(fc.constantFrom(...ARITHMETIC), tie('vector'), tie('vector'), fc.oneof(matching, groupedMatching))
      .map(([op, left, right, pair]): Binary => ({ kind: 'binary', op, left, right, matching: pair })),
    fc
      .tuple(fc.constantFrom(...COMPARISONS), tie('vector'), side, fc.boolean())
      .map(([op, left, right, bool]): Binary => ({ kind: 'binary', op, left, right, ...(bool && { bool }) })),
    fc
      .tuple(fc.constantFrom(...COMPARISONS), tie('vector'), tie('vector'), groupedMatching)
      .map(([op, left, right, pair]): Binary => ({ kind: 'binary', op, left, right, bool: true, matching: pair })),
    fc
      .tuple(
        fc.constantFrom('and', 'or', 'unless'),
        tie('vector'),
        tie('vector'),
        fc.option(matching, { nil: undefined }),
      )
      .map(([op, left, right, pair]): Binary => ({ kind: 'binary', op, left, right, ...(pair && { matching: pair }) })),
  );
  const scalarBinary = fc.oneof(
    fc
      .tuple(fc.constantFrom(...ARITHMETIC), tie('scalar'), tie('scalar'))
      .map(([op, left, right]): Binary => ({ kind: 'binary', op, left, right })),
    fc
      .tuple(fc.constantFrom(...COMPARISONS), tie('scalar'), tie('scalar'))
      .map(([op, left, right]): Binary => ({ kind: 'binary', op, left, right, bool: true })),
  );
  const unary = (type: 'vector' | 'scalar'): fc.Arbitrary<Expr> =>
    fc
      .tuple(fc.constantFrom('+' as const, '-' as const), tie(type))
      .map(([op, expr]) => ({ kind: 'unary' as const, op, expr }));
  const grouping = fc.oneof(
    fc.record({ kind: fc.constant('without' as const), labels }),
    fc.record({ kind: fc.constant('by' as const), labels: labels.filter((list) => list.length > 0) }),
  );
  const aggregation = fc
    .tuple(fc.constantFrom(...AGGREGATIONS), fc.option(grouping, { nil: undefined }))
    .chain(([[op, type], clause]) =>
      fc.tuple(tie('vector'), type === undefined ? fc.constant(undefined) : argument(type)).map(
        ([expr, param]): Expr => ({
          kind: 'aggregation',
          op,
          expr,
          ...(param && { param: param as Expr }),
          ...(clause && { grouping: clause }),
        }),
      ),
    );
  return {
    vector: fc.oneof(depth, selector, binary, aggregation, calls('vector'), labelReplace, unary('vector')),
    scalar: fc.oneof(
      depth,
      number.map((value) => ({ kind: 'number' as const, value })),
      scalarBinary,
      calls('scalar'),
      unary('scalar'),
    ),
    range: fc.oneof(
      depth,
      fc.record({ kind: fc.constant('matrix' as const), selector, range: duration }),
      fc
        .tuple(tie('vector'), duration, fc.option(duration, { nil: undefined }), shift)
        .map(([expr, range, step, where]) => ({
          kind: 'subquery' as const,
          expr,
          range,
          ...(step !== undefined && { step }),
          ...where,
        })),
    ),
  };
});

/** Random expressions that yield a vector or a scalar. */
export const anyExpr: fc.Arbitrary<Expr> = fc.oneof(
  { weight: 4, arbitrary: trees.vector },
  { weight: 1, arbitrary: trees.scalar },
);
