// A world goes by, second by second: services act, Prometheus scrapes.
import { Scraper, type ScrapeSettings, type StoredSeries } from './scraper.ts';
import type { Target } from './target.ts';

/** What lives in a world: it acts once a second, and has processes that are scraped. */
export interface Actor {
  act(second: number): void;
  readonly targets: readonly Target[];
}

/** The series that Prometheus stored. */
export function simulate(
  actors: readonly Actor[],
  endSeconds: number,
  scrape: ScrapeSettings,
): readonly StoredSeries[] {
  const scraper = new Scraper(scrape);
  for (let second = 0; second <= endSeconds; second += 1) {
    const targets = actors.flatMap((actor) => actor.targets);
    scraper.second(targets, second);
    for (const target of targets) target.now = second;
    for (const actor of actors) actor.act(second);
  }
  return scraper.stored;
}
