// The rules in every world, judged by Prometheus 2. A file of its own, so that both versions are tried at once.
import { describeWorlds } from './suite.ts';

describeWorlds(2);
