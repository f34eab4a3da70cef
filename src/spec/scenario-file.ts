// Which files hold scenarios is told by their names alone.

/** What a file of scenarios is called. */
export const SCENARIO_FILE = /\.slo-test\.ya?ml$/;
