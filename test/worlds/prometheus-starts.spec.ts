// The rules in every world, judged by a Prometheus that knows when counters began, with and without using it: a rate then holds
// what a new series was born with, and must not count it twice.
import { describeWorlds } from './suite.ts';

describeWorlds({ version: '3.16', useStartTimestamps: true });
describeWorlds({ version: '3.16' });
