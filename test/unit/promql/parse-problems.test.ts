// What the parser says about mistakes, and where: the marks ‹› show the place in each text.
import { describe, expect, it } from '@jest/globals';
import { parseExpr } from '../../../src/promql/parse/parse.ts';

function marked(text: string): { text: string; from: number; to: number } {
  const from = text.indexOf('‹');
  return { text: text.replace(/[‹›]/g, ''), from, to: text.indexOf('›') - 1 };
}

function expectProblem(text: string, message: string, help: string, window = false): void {
  const place = marked(text);
  const [problem, ...more] = parseExpr(place.text, { window }).problems;
  expect(problem?.message).toMatch(message);
  expect({ from: problem?.from, to: problem?.to }).toEqual({ from: place.from, to: place.to });
  expect(problem?.help ?? 'no help').toMatch(help);
  expect(more).toEqual([]);
}

type Row = readonly [text: string, message: string, help?: string];

function table(rows: readonly Row[]): void {
  it.each(rows.map(([text, message, help = 'no help']) => [text, message, help] as const))('%s', (...row) => {
    expectProblem(...row);
  });
}

describe('parseExpr finds mistakes of syntax', () => {
  table([
    ['‹›', 'there is no expression'],
    ['‹  ›', 'there is no expression'],
    ['‹# only a comment›', 'there is no expression'],
    ['a +‹›', 'the text ends after "+"', 'expected an expression'],
    ['a ‹b›', 'unexpected "b" after "a"', 'an operator or the end'],
    ['a ‹constructor›', 'unexpected "constructor" after "a"', 'an operator or the end'],
    ['a + ‹)›', 'there is no "(" for this ")"'],
    ['a{b="c"}‹]›', 'there is no "[" for this "]"'],
    ['sum‹(›rate(x[5m])', 'this "(" is never closed'],
    ['sum(x‹[›5m)', 'this "[" is never closed'],
    ['x‹{›a="b"', 'this "{" is never closed'],
    ['x{a=‹"b}›', 'the string is never closed', 'ends on the line'],
    ['x{a=‹"b\\"›', 'the string is never closed', 'ends on the line'],
    ['x{a‹}›', 'unexpected "}" after "a"', 'expected =, !=, =~ or !~'],
    ['x{a=‹b›}', 'unexpected "b" after "="', 'in quotation marks'],
    ['x{a="b" ‹c›="d"}', 'unexpected "c" after the string "b"', 'expected "," or "}"'],
    ['x{‹,›}', 'unexpected "," after "{"', 'a label name'],
    ['x{a‹==›"b"}', 'unexpected "==" inside braces', '=, !=, =~ and !~'],
    ['x{a="b", ‹5›="c"}', 'unexpected "5" after ","', 'a label name'],
    ['a ‹=› b', 'unexpected "="', 'compared with =='],
    ['a ‹=~› "b"', 'unexpected "=~"', 'inside braces'],
    ['a ‹&&› b', 'unexpected "&&"', 'write and'],
    ['a ‹||› b', 'unexpected "||"', 'write or'],
    ['‹!›a', 'unexpected character "!"', 'unless'],
    ['a‹;›', 'unexpected character ";"', 'one expression'],
    ['a‹\u00a0›+ b', 'unexpected character U+00A0', 'no-break space'],
    ['x{a=‹“›b}', 'unexpected character "“"', 'straight'],
    ['sum by (a) ‹x›', 'unexpected "x" after ")"', 'what to aggregate'],
    ['sum by ‹x›', 'unexpected "x" after "by"', 'as in by (job)'],
    ['sum by (a ‹b›) (x)', 'unexpected "b" after "a"', 'separated by commas'],
    ['average ‹by› (a) (x)', 'unexpected "by" after "average"', 'did you mean avg?'],
    ['rate(x[5m]) ‹by› (a)', 'unexpected "by" after ")"', 'only an aggregation'],
    ['a / ‹group_left› b', 'unexpected "group_left" after "/"', 'needs on (…) or ignoring (…)'],
    ['a ‹on› (x) b', 'unexpected "on" after "a"', 'directly behind an operator'],
    ['a ‹bool› > 1', 'unexpected "bool" after "a"', 'directly behind a comparison'],
    ['sum(a)‹{›b="c"}', 'unexpected "{" after ")"', 'name of a metric'],
    ['rate(x[‹]›)', 'unexpected "]" after "["', 'a duration such as 5m'],
    ['x offset ‹y›', 'unexpected "y" after "offset"', 'a duration such as 5m'],
    ['x @ ‹y›', 'unexpected "y" after "@"', 'Unix seconds'],
    ['sum(a,‹)›', 'unexpected ")" after ","', 'expected an expression'],
    ['‹1_000›', 'neither a number nor a duration', 'whole numbers'],
    ['‹1e999›', 'neither a number nor a duration', 'whole numbers'],
    ['rate(x[‹1.5h›])', 'neither a number nor a duration', '1h30m'],
    ['rate(x[‹30m1h›])', 'neither a number nor a duration', '1h30m'],
  ]);

  it('sets a limit to depth and length', () => {
    const deep = `${'('.repeat(99)}‹(›${'('.repeat(20)}x${')'.repeat(120)}`;
    expectProblem(deep, 'nested too deeply', 'no help');
    expectProblem(`${'- '.repeat(101)}‹a›`, 'nested too deeply', 'no help');
    expectProblem(`${'a ^ '.repeat(101)}‹a›`, 'nested too deeply', 'no help');
    expectProblem(`‹x{${'a="b",'.repeat(2000)}}›`, 'more than 4000 words and signs', 'no help');
  });

  it('names every lexical mistake, in the order of the text', () => {
    const { problems } = parseExpr('x{a="\\c"} && y{b="\\d"} + foo(1)');
    expect(problems.map(({ message }) => message)).toEqual([
      '"\\c" is not an escape that PromQL knows',
      'unexpected "&&"',
      '"\\d" is not an escape that PromQL knows',
      'there is no function "foo"',
    ]);
  });
});

describe('parseExpr finds mistakes in strings, labels and regular expressions', () => {
  table([
    ['x{a="5‹\\d›\\\\d"}', '"\\d" is not an escape', 'in backquotes'],
    ['x{a="‹\\\'›"}', '"\\\'" is not an escape', 'in backquotes'],
    ['x{a="‹\\u›12"}', 'is not an escape', 'in backquotes'],
    ['x{a="‹\\ud800›"}', 'is not an escape', 'in backquotes'],
    ['x{a=‹"\\xff"›}', 'not valid UTF-8'],
    ['x{a="‹\ufffd›"}', 'not valid UTF-8'],
    ['x{a=~"‹(?!b)c›"}', 'no lookahead', 'second matcher'],
    ['x{a=~`(a)‹\\1›`}', 'no back-references'],
    ['x{a=~‹"(a)\\\\1"›}', 'no back-references'],
    ['x{a!~"‹[›"}', 'this bracket is never closed'],
    ['{__name__=~"‹[a›"}', 'this bracket is never closed'],
    ['‹{}›', 'selects every series', 'name a metric'],
    ['‹{a=""}›', 'selects every series', 'name a metric'],
    ['‹{a=~".*",b!="x",c!~".+"}›', 'selects every series', 'name a metric'],
    ['x{‹__name__="y"›}', 'named twice: "x" and "y"', 'keep one'],
    ['x{‹"a.b"="c"›}', 'needs Prometheus 3.0', 'by which it is called a_b'],
    ['{‹"a.b"›}', 'needs Prometheus 3.0', 'metric_name_escaping_scheme: underscores'],
    ['{‹"2.fast"›}', 'needs Prometheus 3.0', 'by which it is called _2_fast'],
    ['{‹"größe.😀"›}', 'needs Prometheus 3.0', 'by which it is called gr__e__'],
    ['{‹"up"›}', 'needs Prometheus 3.0', 'write up without quotation marks'],
    ['sum by (‹"a.b"›) (x)', 'needs Prometheus 3.0', 'by which it is called a_b'],
    ['sum by (‹"job"›) (x)', 'needs Prometheus 3.0', 'write job without quotation marks'],
    ['sum by (a, ‹NaN›) (x)', 'does not take "NaN" for a label', 'label_replace'],
    ['a + on (‹without›) b', 'does not take "without" for a label', 'label_replace'],
    ['‹atan2›', '"atan2" is an operator', '{__name__="atan2"}'],
    ['label_replace(x, ‹"a-b"›, "", "c", "")', '"a-b" is not a label name', 'letters'],
    ['label_replace(x, "a", "", "c", "‹(›")', 'this parenthesis is never closed'],
  ]);
});

describe('parseExpr finds mistakes of types', () => {
  table([
    ['rate(‹x›)', '"rate" needs a range vector, but "x" is an instant vector', 'as in x[5m]'],
    ['rate(‹sum(x)›)', '"rate" needs a range vector', 'subquery'],
    ['sum(‹x[5m]›)', '"sum" needs an instant vector, but "x[5m]" is a range vector', 'rate or avg_over_time'],
    ['sum(‹1›)', 'but "1" is a scalar', 'vector(…)'],
    ['vector(‹x›)', '"vector" needs a scalar', 'scalar(…)'],
    ['count_values(‹5›, x)', '"count_values" needs a string'],
    ['‹x[5m]›', 'yields a range vector', 'rate or avg_over_time'],
    ['‹x[5m:] offset 1h›', 'yields a range vector', 'rate or avg_over_time'],
    ['‹sum(x, y)›', '"sum" needs 1 argument, but has 2', 'sum takes an instant vector'],
    ['‹topk(x)›', '"topk" needs 2 arguments, but has 1', 'a scalar, an instant vector'],
    ['‹time(1)›', '"time" needs 0 arguments, but has 1'],
    ['‹round()›', 'at least 1 argument, but has 0', 'an instant vector, a scalar'],
    ['‹round(x, 1, 2)›', 'at most 2 arguments, but has 3', 'an instant vector, a scalar'],
    ['1 ‹>› 2', 'needs "bool"', '> bool'],
    ['a ‹+› bool b', '"bool" can follow only a comparison'],
    ['‹1› and a', '"and" needs instant vectors, but "1" is a scalar', 'vector(…)'],
    ['a or ‹time()›', '"or" needs instant vectors', 'vector(…)'],
    ['a + ‹"b"›', '"+" cannot take a string'],
    ['‹a[5m]› / b', '"/" cannot take a range vector, "a[5m]"', 'rate or avg_over_time'],
    ['a ‹/› on (x) 5', 'one side is a scalar'],
    ['a ‹and› on (x) group_left (y) b', 'cannot take group_left', 'many to many'],
    ['a ‹/› on (x) group_left (x) b', '"x" is both in "on" and in "group_left"', 'kept anyway'],
    ['‹-x[5m]›', 'a sign cannot stand before a range vector'],
    ['‹+"a"›', 'a sign cannot stand before a string'],
  ]);

  it('goes on after the first one', () => {
    const { problems } = parseExpr('rate(x) + sum(y[5m]) > bool (1 > 2)');
    expect(problems.map(({ from, to }) => [from, to])).toEqual([
      [5, 6],
      [14, 19],
      [31, 32],
    ]);
  });

  it('says nothing about what follows from a mistake', () => {
    expect(parseExpr('sum(rate(rate(x))) and 1 + (a and b[5m])').problems).toHaveLength(2);
  });
});

describe('parseExpr finds mistakes of time', () => {
  table([
    ['rate(x[‹0s›])', 'longer than zero'],
    ['rate(x[5m:‹0s›])', 'longer than zero'],
    ['x offset ‹0h›', 'longer than zero'],
    ['rate(x[‹-5m›])', 'has a sign', 'longer than zero'],
    ['rate(x[‹300›])', '"300" has no unit', '300s'],
    ['x offset ‹300›', '"300" has no unit', '300s'],
    ['rate(x[‹5m + 5m›])', 'needs Prometheus 3.14', '2.42'],
    ['x offset ‹(5m + 5m)› + y', 'needs Prometheus 3.14', '2.42'],
    ['x offset ‹+5m›', 'no plus sign'],
    ['x > ‹5m›', 'stands where a number is needed', 'seconds'],
    ['1 ‹offset 1d›', '"offset" can stand only behind a selector', 'each selector'],
    ['(x) ‹offset 1d›', '"offset" can stand only behind a selector', 'each selector'],
    ['sum(x) ‹@ 5›', '"@" can stand only behind a selector', 'each selector'],
    ['x offset 1h ‹offset 2h›', '"offset" is given twice'],
    ['x @ 1 ‹@ end()›', '"@" is given twice'],
    ['x ‹@ Inf›', '"Inf" is not a time', 'Unix seconds'],
    ['x ‹@ 5m›', '"5m" is not a time', 'Unix seconds'],
    ['rate(‹x offset 1h›[5m])', 'before "offset"', 'metric[5m] offset 1h'],
    ['rate((a + b)‹[5m]›)', 'only behind a plain selector', '[5m:]'],
    ['rate(x[5m])‹[1h]›', 'only behind a plain selector', '[1h:]'],
    ['rate(‹x[5m]›[1h:])', 'a subquery needs an instant vector'],
  ]);
});

describe('parseExpr knows the names of other versions', () => {
  table([
    ['‹raet›(x[5m])', 'no function "raet"', 'did you mean rate?'],
    ['‹Rate›(x[5m])', 'no function "Rate"', 'did you mean rate?'],
    ['‹sum_overtime›(x[5m])', 'no function', 'did you mean sum_over_time?'],
    ['‹constructor›(x)', 'no function "constructor"'],
    ['‹mean›(x)', 'no function "mean"', 'did you mean avg?'],
    ['‹frobnicate›(x)', 'no function "frobnicate"'],
    ['‹histogram_avg›(x)', 'needs Prometheus 2.51', '2.42'],
    ['‹limitk›(3, x)', 'needs Prometheus 2.54', '2.42'],
    ['‹holt_winters›(x[5m], 1, 1)', 'double_exponential_smoothing', '2.42 and 3'],
    ['x ‹anchored›', 'needs Prometheus 3.7', '2.42'],
    ['x + ‹fill(0)› y', 'needs Prometheus 3.10', '2.42'],
    ['x ‹</› 5', 'needs Prometheus 3.10', '2.42'],
    ['‹start›()', 'needs Prometheus 3.12', '2.42'],
  ]);
});

describe('parseExpr says where $window may stand', () => {
  it.each<[string, string, string, boolean]>([
    ['rate(x[‹$window›])', '"$window" cannot be used here', 'such as 5m', false],
    ['rate(x[‹$__rate_interval›])', '"$__rate_interval" is not known here', 'only placeholder is $window', true],
    ['rate(x[‹$windows›])', 'is not known here', 'only placeholder is $window', true],
    ['x > ‹$window›', 'where a number is needed', 'a range, a step or an offset', true],
    ['x offset ‹-$window›', 'cannot be negative', 'look back', true],
  ])('%s', (text, message, help, window) => {
    expectProblem(text, message, help, window);
  });
});

describe('parseExpr tells a few problems', () => {
  it.each([
    ['stray characters', ';'.repeat(16_000)],
    ['a string of escapes', `x{a="${'\\q'.repeat(8_000)}"}`],
    ['durations of nothing', 'x + '.concat(Array(1_000).fill('0s').join(' + '))],
    ['functions that nobody knows', Array(500).fill('rateof(x)').join(' + ')],
    ['arguments of another type', Array(500).fill('rate(x)').join(' + ')],
  ])('of a text that has thousands: %s', (_name, text) => {
    expect(parseExpr(text).problems).toHaveLength(10);
  });
});
