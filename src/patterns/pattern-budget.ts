// How much work the patterns of one spec file may make. A pattern is matched in time that grows with its weight
// (check-regex.ts) and with the text: without a bound, a file of a few kilobytes would keep a build busy for minutes.
import { checkRegex, HEAVIEST_PATTERN } from './check-regex.ts';

/** Lighter patterns are no work worth counting: a thousand SLOs have thousands of them. */
const LIGHT = 250;

/** Adds up the weight of the patterns of one spec file; a pattern that stands in several places counts once. */
export class PatternBudget {
  readonly #counted = new Set<string>();
  #weight = 0;

  /** Counts a valid pattern; false if the patterns of the file are too much with it. */
  admits(pattern: string): boolean {
    if (this.#counted.has(pattern)) return true;
    const { weight } = checkRegex(pattern);
    if (weight <= LIGHT) return true;
    if (this.#weight + weight > HEAVIEST_PATTERN) return false;
    this.#weight += weight;
    this.#counted.add(pattern);
    return true;
  }
}
