// What became of a mutant that was put before the tests.

export type Trial =
  /** A scenario failed that passes without the edit. */
  | { readonly verdict: 'killed'; readonly by: { readonly suite: string; readonly scenario: string } }
  /** No scenario noticed, of so many that depend on the rule. */
  | { readonly verdict: 'survived'; readonly tried: number }
  /** Not put before them: the edited rule says the same, for the reason given. */
  | { readonly verdict: 'equivalent'; readonly why: string }
  /** Prometheus does not load the rule. */
  | { readonly verdict: 'rejected' }
  /** Nothing is known: the tests themselves do not work, for the reason given. */
  | { readonly verdict: 'broken'; readonly why: string };
