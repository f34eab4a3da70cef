// The rules in every world, judged by Prometheus 2. A file of its own, so that several versions are tried at once.
import { describeWorlds } from './suite.ts';

describeWorlds({ version: '2' });
