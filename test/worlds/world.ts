// What a world is: services that were simulated, what the specs promise of them, and the truth that rules are judged by.
import type { Setting } from './families/setting.ts';
import type { Ledger } from './simulation/ledger.ts';
import type { Random } from './simulation/random.ts';
import type { ScrapeSettings } from './simulation/scraper.ts';
import type { Actor } from './simulation/simulate.ts';
import type { Labels } from './simulation/target.ts';

/** Alerts that carry these labels. */
export type AlertLabels = Labels;

/** Somebody has to be told: one alert, or several that follow each other without a gap. */
export interface WantedAlert {
  readonly labels: AlertLabels;
  /** When it begins at the earliest and at the latest, in seconds. */
  readonly from: number;
  readonly to: number;
  /** It is still on then. */
  readonly holdsUntil?: number;
  /** It is over by then. */
  readonly endsBy?: number;
}

/** Nobody has to be told, and nobody is surprised: it may begin within [from, to]. */
export interface AllowedAlert {
  readonly labels: AlertLabels;
  readonly from: number;
  readonly to: number;
}

/** What is left of a budget, as the rules state it, beside the exact count. */
export interface BudgetCheck {
  readonly ledger: Ledger;
  /** Of the stated budget's series. */
  readonly labels?: Labels;
  /** 1 - objective, as a ratio. */
  readonly budget: number;
  readonly periodSeconds: number;
  /** Whether nothing may be stated now and then, since without data nobody can tell. Once is always too little. */
  readonly mayBeSilent?: boolean;
  /** When the stated budget is compared, in seconds. */
  readonly from: number;
  readonly to: number;
  readonly stepSeconds: number;
  /** How late it may be: it is right if it was right at some time within so many seconds before. */
  readonly lagSeconds: number;
  /** How far it may be off, as a share of the budget; and on top, as a share of what is spent. */
  readonly tolerance: number;
  readonly relativeTolerance: number;
  /** And on top, as events: where there are few of them, one more or less is much. */
  readonly toleratedEvents?: number;
}

/** A promise about events that are counted, from which other generators' specs can be made. */
export interface RatioPromise {
  readonly service: string;
  /** A percentage. */
  readonly objective: number;
  readonly periodDays: number;
  /** Selectors. */
  readonly total: string;
  readonly bad: string;
  readonly by: readonly string[];
}

export type PeriodName = '7d' | '28d' | '30d' | '90d';

/** What is promised of one group of events, for a truth that is counted over exact windows. */
export interface CountedPromise {
  /** The labels of the group. */
  readonly labels: Readonly<Record<string, string>>;
  readonly ledger: Ledger;
  /** 1 - objective, as a ratio. */
  readonly budget: number;
  readonly period: PeriodName;
  /** When incidents begin, in seconds. */
  readonly begins: readonly number[];
}

/** One world with everything that a judge needs. */
export interface World {
  readonly actors: readonly Actor[];
  readonly endSeconds: number;
  readonly scrape: ScrapeSettings;
  /** The text of a spec, and settings of the project file. */
  readonly spec: string;
  readonly config?: Readonly<Record<string, unknown>>;
  /** For other generators; absent where they have no such promise. */
  readonly ratio?: RatioPromise;
  /** In another setting: what is promised there. The alerts that are wanted follow from it. */
  readonly promise?: CountedPromise;
  readonly server?: ServerTroubles;
  /** Whether no rules can be right, so that the compiler may refuse the spec, or warn of it, instead. */
  readonly mayBeRefused?: boolean;
  readonly wanted: readonly WantedAlert[];
  readonly allowed: readonly AllowedAlert[];
  readonly budgets: readonly BudgetCheck[];
  /** Labels that tell the world's services apart. */
  readonly subject: readonly string[];
}

/** What happens to the Prometheus that evaluates the rules, besides what `scrape.down` says. */
export interface ServerTroubles {
  /** Share of the evaluations that are missed, and when all are. */
  readonly missedShare?: number;
  readonly missedSpans?: readonly { readonly from: number; readonly to: number }[];
  readonly queryOffsetSeconds?: number;
}

export type Parameters = Readonly<Record<string, number | string>>;

/** Worlds that differ in names, rates and times: a function of its parameters. */
export interface Family<P extends Parameters = Parameters> {
  /** Such as `w9-one-incident-one-page`. */
  readonly id: string;
  /** What happens, in a sentence. */
  readonly title: string;
  readonly defaults: P;
  /** Other parameters, for a random number generator. */
  readonly vary: (random: Random) => { readonly [K in keyof P]?: P[K] };
  /** In a setting of its own, where one is given and the world can be put into it. */
  readonly build: (parameters: P, setting?: Setting) => World;
  /** Why today's rules are wrong in the world with the defaults. Once they are right, the test fails until this is gone. */
  readonly knownWrong?: string;
}

/** Keeps the type of the parameters while families of all types stand in one list. */
export function family<P extends Parameters>(definition: Family<P>): Family {
  return definition as unknown as Family;
}
