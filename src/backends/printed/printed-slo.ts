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
  readonly groups: readonly PrintedGroup[];
  readonly bounds: readonly LineBound[];
}

/** A group with places for names, and as it was printed with names. */
interface PrintedGroup {
  readonly template: Template;
  readonly sample: PrintedItem;
}

/** What is known of a shape. */
interface KnownShape {
  readonly printed: PrintedShape[];
  /** How many SLOs were printed by themselves, and how many from others. */
  alone: number;
  filled: number;
}

/** To keep another layout of a shape, for names of other lengths, takes as long as to print three SLOs: those before it must have
 *  been of use. */
const LEAST_FILLED = 3;

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
  ofFile({ services }: CompiledFile): PrintedItem[] {
    return services.flatMap(({ slos, alertGroups }) => [
      ...slos.flatMap((compiled) => this.ofSlo(compiled)),
      ...this.ofGroups(alertGroups),
    ]);
  }

  /** The groups of one SLO. */
  ofSlo(compiled: CompiledSlo): PrintedItem[] {
    const shape = sloShapeOf(compiled.slo);
    if (!shape) return this.ofGroups(compiled.groups);
    const known = this.#known(shape.key);
    const lengths = shape.names.map(({ length }) => length);
    const found = known.printed.find(({ bounds }) => hold(bounds, lengths));
    if (found) {
      known.filled += 1;
      return found.groups.map((group) => withNames(group, shape.names));
    }
    const printed = this.ofGroups(compiled.groups);
    known.alone += 1;
    // The first of a shape may be the only one.
    if (known.alone > 1 && known.filled >= LEAST_FILLED * known.printed.length)
      this.#learn(compiled, shape, printed, known);
    return printed;
  }

  #known(key: string): KnownShape {
    const known = this.#shapes.get(key) ?? { printed: [], alone: 0, filled: 0 };
    this.#shapes.set(key, known);
    return known;
  }

  /** Groups that are no SLO's, or are printed by themselves. */
  ofGroups(groups: readonly RuleGroup[], onMeasured?: (measured: MeasuredLine) => void): PrintedItem[] {
    return groups.map((group) => printItem(groupValue(group, this.#options, onMeasured), this.#indent));
  }

  /** Keeps how an SLO was printed, if other names would only stand in the places of its own. */
  #learn({ slo }: CompiledSlo, { names }: SloShape, printed: readonly PrintedItem[], known: KnownShape): void {
    const [first, second] = ([0, 1] as const).map((step) => {
      const lines: MeasuredLine[] = [];
      const probe = probes(names, step);
      const { groups } = lowerSlo(renamed(slo, new Map(names.map((name, at) => [name, probe[at] ?? '']))));
      return { texts: this.ofGroups(groups, (line) => lines.push(line)).map(({ text }) => text), lines };
    });
    if (!first || !second || first.lines.length !== second.lines.length) return;
    const groups = printed.flatMap((sample, at): PrintedGroup[] => {
      const template = templateOf([first.texts[at] ?? '', second.texts[at] ?? ''], names);
      return template && filled(template, names) === sample.text ? [{ template, sample }] : [];
    });
    const lines = first.lines.flatMap(({ line, taken }, at): TemplateLine[] => {
      const template = templateOf([line, second.lines[at]?.line ?? ''], names);
      return template ? [{ template, taken }] : [];
    });
    if (groups.length !== printed.length || lines.length !== first.lines.length) return;
    const lengths = names.map(({ length }) => length);
    known.printed.push({ groups, bounds: boundsOf(lines, lengths) });
  }
}

/** A name is as long as JSON as it is printed. */
function withNames({ template, sample }: PrintedGroup, names: readonly string[]): PrintedItem {
  const text = filled(template, names);
  return new PrintedItem(text, sample.indent, () => sample.jsonBytes() + text.length - sample.text.length);
}
