// Whatever tree is printed, the parser reads the same tree back, in either layout.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseExpr } from '../../src/promql/parse/parse.ts';
import { pretty } from '../../src/promql/pretty.ts';
import { print } from '../../src/promql/print.ts';
import { anyExpr } from '../unit/promql/expr-arbitrary.ts';

const RUNS = { numRuns: 500 };

describe('print and parseExpr', () => {
  it('are each other’s inverse', () => {
    fc.assert(
      fc.property(anyExpr, (expr) => {
        expect(parseExpr(print(expr))).toEqual({ expr, type: expect.any(String), problems: [] });
      }),
      RUNS,
    );
  });

  it('agree on the tree when the expression is laid out over several lines', () => {
    fc.assert(
      fc.property(anyExpr, (expr) => {
        expect(parseExpr(pretty(expr))).toEqual({ expr, type: expect.any(String), problems: [] });
      }),
      RUNS,
    );
  });

  it('never throw for any text, and give every problem a place inside it', () => {
    const piece = fc.constantFrom(
      ...'sum by on ( ) { } [ ] " \' \\ = =~ , x rate 5m 5 : @ offset - ^ and bool $window # é \n'.split(' '),
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 2 })), { maxLength: 12 }),
        (pieces) => {
          const text = pieces.join(' ');
          const { problems } = parseExpr(text, { window: true });
          for (const { from, to } of problems) {
            expect({ from, to, isInside: from >= 0 && from <= to && to <= text.length }).toMatchObject({
              isInside: true,
            });
          }
        },
      ),
      RUNS,
    );
  });
});
