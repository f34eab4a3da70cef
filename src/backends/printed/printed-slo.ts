// Compiled SLOs in, their groups as they are printed out. Of SLOs of one shape the first two are compiled and printed; the others
// are printed as those were, with their own names.
import { PrintedItem, printItem } from '../../output/yaml/yaml.ts';
import type { MeasuredLine } from '../../promql/pretty.ts';
import { lowerSlo } from '../../rules/lower.ts';
import type { CompiledFile, CompiledSlo, RuleGroup } from '../../rules/rule.ts';
import { renamed, type SloShape, sloShapeOf } from '../../rules/shape/slo-shape.ts';
import { type GroupOptions, groupValue } from '../rule-groups.ts';
import { boundsOf, hold, type LineBound, type TemplateLine } from './bounds.ts';
import { filled, probes, type Template, templateOf } from './template.ts';

/** The groups of an SLO with places for names, and for which lengths of names they look so. */
interface PrintedShape {
  readonly groups: readonly Template[];
  readonly bounds: readonly LineBound[];
}

/** What is known of a shape. */
interface KnownShape {
  readonly printed: PrintedShape[];
  /** How many SLOs were printed by themselves. */
  alone: number;
}

/** Layouts of a shape that are kept, for names of different lengths. */
const MOST_LAYOUTS = 16;

/** Prints the groups of the SLOs of a project, each as the item of a list. */
export class GroupPrinter {
  readonly #indent: string;
  readonly #options: GroupOptions;
  readonly #shapes = new Map<string, KnownShape>();

  /** `indent` stands before the further lines of an item. */
  constructor(indent: string, options: GroupOptions = {}) {
    this.#indent = indent;
    this.#options = options;
  }

  /** All groups of a file, in order. */
  groupsOf({ services }: CompiledFile): PrintedItem[] {
    return services.flatMap(({ slos, alertGroups }) => [
      ...slos.flatMap((compiled) => this.#ofSlo(compiled)),
      ...this.#printed(alertGroups),
    ]);
  }

  #ofSlo(compiled: CompiledSlo): PrintedItem[] {
    const shape = sloShapeOf(compiled.slo);
    if (!shape) return this.#printed(compiled.groups);
    const known = this.#known(shape.key);
    const lengths = shape.names.map(({ length }) => length);
    const found = known.printed.find(({ bounds }) => hold(bounds, lengths));
    if (found) return found.groups.map((group) => new PrintedItem(filled(group, shape.names), this.#indent));
    const printed = this.#printed(compiled.groups);
    known.alone += 1;
    // The first of a shape may be the only one.
    if (known.alone > 1 && known.printed.length < MOST_LAYOUTS) this.#learn(compiled, shape, printed, known);
    return printed;
  }

  #known(key: string): KnownShape {
    const known = this.#shapes.get(key) ?? { printed: [], alone: 0 };
    this.#shapes.set(key, known);
    return known;
  }

  #printed(groups: readonly RuleGroup[], onMeasured?: (measured: MeasuredLine) => void): PrintedItem[] {
    return groups.map((group) => printItem(groupValue(group, this.#options, onMeasured), this.#indent));
  }

  /** Keeps how an SLO was printed, if other names would only stand in the places of its own. */
  #learn({ slo }: CompiledSlo, { names }: SloShape, printed: readonly PrintedItem[], known: KnownShape): void {
    const [one, other] = ([0, 1] as const).map((step) => {
      const lines: MeasuredLine[] = [];
      const probe = probes(names, step);
      const { groups } = lowerSlo(renamed(slo, new Map(names.map((name, at) => [name, probe[at] ?? '']))));
      return { texts: this.#printed(groups, (line) => lines.push(line)).map(({ text }) => text), lines };
    });
    if (!one || !other || one.lines.length !== other.lines.length) return;
    const groups = one.texts.flatMap((text, at) => templateOf([text, other.texts[at] ?? ''], names) ?? []);
    const lines = one.lines.flatMap(({ line, taken }, at): TemplateLine[] => {
      const template = templateOf([line, other.lines[at]?.line ?? ''], names);
      return template ? [{ template, taken }] : [];
    });
    const isSame = printed.every(({ text }, at) => groups[at] !== undefined && text === filled(groups[at], names));
    if (!isSame || lines.length !== one.lines.length) return;
    const lengths = names.map(({ length }) => length);
    known.printed.push({ groups, bounds: boundsOf(lines, lengths) });
  }
}
