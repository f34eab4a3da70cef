// The rules in every world, judged by Prometheus 3. A file of its own, so that several versions are tried at once.
import { describeWorlds } from './suite.ts';

describeWorlds({ version: '3.5', isOfPage: true });
