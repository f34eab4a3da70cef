// Compiled rules in, the same rules for a mesh whose clock runs faster out: every length of time is divided, by the typed
// tree and not by the text, so that nothing of a rule but its times can differ from what is shipped. Names, labels, texts
// and numbers stay, "1h" in a label too, except seconds of the clock. Knows nothing of what the rules are for.
import type { Duration, Expr, RangeVector, TimeShift } from '../../src/promql/ast.ts';
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
    case 'binary':
      return {
        ...expr,
        left: scaleExpr(expr.left, factor),
        right: isClock(expr.left) ? scaleSeconds(expr.right, factor) : scaleExpr(expr.right, factor),
      };
  }
}

/** Whether an expression is the time of day in some form: what it is compared with or divided by are seconds. */
function isClock(expr: Expr): boolean {
  if (expr.kind === 'binary') return isClock(expr.left);
  return expr.kind === 'call' && expr.name === 'time';
}

function scaleSeconds(expr: Expr, factor: number): Expr {
  return expr.kind === 'number' ? { ...expr, value: expr.value / factor } : scaleExpr(expr, factor);
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
  return typeof duration === 'string' ? duration : Math.round(duration / factor);
}
