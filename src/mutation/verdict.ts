// What became of a mutant.

/** `killed`: a test failed. `rejected`: Prometheus does not load the rule. `survived`: no test noticed. */
export type Verdict = 'killed' | 'rejected' | 'survived';
