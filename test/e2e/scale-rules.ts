// Compiled rules in, the same rules for a mesh whose clock runs faster out: every length of time is divided, by the typed
// tree and not by the text, so that nothing of a rule but its times can differ from what is shipped. Names, labels and
// texts stay, "1h" in a label too. Knows nothing of what the rules are for.
import type { Call, Duration, Expr, RangeVector, TimeShift } from '../../src/promql/ast.ts';
import type { CompiledFile, CompiledService, Rule, RuleGroup } from '../../src/rules/rule.ts';

/** A file of rules with all times divided by `factor`; they must come out as whole milliseconds. */
export function scaleFile(file: CompiledFile, factor: number): CompiledFile {
  return { ...file, services: file.services.map((service) => scaleService(service, factor)) };
}

function scaleService(service: CompiledService, factor: number): CompiledService {
  const scaled = (groups: readonly RuleGroup[]) => groups.map((group) => scaleGroup(group, factor));
  return {
    ...service,
    slos: service.slos.map((slo) => ({ ...slo, groups: scaled(slo.groups) })),
    alertGroups: scaled(service.alertGroups),
  };
}

function scaleGroup(group: RuleGroup, factor: number): RuleGroup {
  const scaleRule = (rule: Rule): Rule => {
    const expr = scaleExpr(rule.expr, factor);
    if (rule.kind === 'recording') return { ...rule, expr };
    return { ...rule, expr, forMs: rule.forMs / factor, keepFiringForMs: rule.keepFiringForMs / factor };
  };
  return { ...group, intervalMs: group.intervalMs / factor, rules: group.rules.map(scaleRule) };
}

/** An expression with all times divided by `factor`. */
export function scaleExpr(expr: Expr, factor: number): Expr {
  switch (expr.kind) {
    case 'selector':
      return scaleShift(expr, factor);
    case 'number':
    case 'string':
      return expr;
    case 'call':
      return { ...expr, args: expr.args.map((arg) => scaleTree(arg, factor)) };
    case 'aggregation': {
      const { param } = expr;
      const inner = { ...expr, expr: scaleExpr(expr.expr, factor) };
      return param === undefined ? inner : { ...inner, param: scaleExpr(param, factor) };
    }
    case 'unary':
      return { ...expr, expr: scaleExpr(expr.expr, factor) };
    case 'binary': {
      const [left, right] = [scaleExpr(expr.left, factor), scaleExpr(expr.right, factor)];
      // Events of a window are its average rate times its length in seconds. Rates are per second of Prometheus' own clock.
      // Ages and other gauges are not scaled: the mesh tells them by its own clock, which runs as much faster.
      const seconds = expr.op === '*' ? lengthOf(expr.left) : undefined;
      return right.kind === 'number' && right.value === seconds
        ? { ...expr, left, right: { ...right, value: right.value / factor } }
        : { ...expr, left, right };
    }
  }
}

function scaleTree(tree: Expr | RangeVector, factor: number): Expr | RangeVector {
  switch (tree.kind) {
    case 'matrix':
      return {
        ...tree,
        selector: scaleShift(tree.selector, factor),
        range: scaleDuration(tree.range, factor),
      };
    case 'subquery': {
      const { step } = tree;
      const scaled = {
        ...scaleShift(tree, factor),
        expr: scaleExpr(tree.expr, factor),
        range: scaleDuration(tree.range, factor),
      };
      return step === undefined ? scaled : { ...scaled, step: scaleDuration(step, factor) };
    }
    default:
      return scaleExpr(tree, factor);
  }
}

function scaleShift<T extends TimeShift>(shifted: T, factor: number): T {
  return shifted.offset === undefined ? shifted : { ...shifted, offset: scaleDuration(shifted.offset, factor) };
}

function scaleDuration(duration: Duration, factor: number): Duration {
  return duration === 'window' ? duration : duration / factor;
}

/** The seconds that a call such as `avg_over_time(x[1h])` looks back. */
function lengthOf(expr: Expr): number | undefined {
  const over = expr.kind === 'call' ? rangeOf(expr) : undefined;
  return typeof over === 'number' ? over / 1000 : undefined;
}

function rangeOf({ args }: Call): Duration | undefined {
  const [arg] = args;
  return arg?.kind === 'matrix' || arg?.kind === 'subquery' ? arg.range : undefined;
}
