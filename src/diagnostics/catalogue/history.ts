// The codes about history: what keeps rules from being evaluated over it.
import type { Code } from '../code.ts';

const REPLAY = '$ slo backtest --tsdb /var/lib/prometheus\n';
const FILL = '$ slo backfill --tsdb /snapshot --out blocks\n';

export const HISTORY_CODES = [
  {
    code: 'no-engine',
    title: 'the engine of Prometheus is not there and cannot be built',
    explanation:
      'Rules are evaluated over history by the engine of Prometheus itself. It is built with Go when it is first needed and kept in the cache of the user ($XDG_CACHE_HOME, or ~/.cache). That needs Go and a way to its modules, once.',
    example: `# no spec: Go is not installed\n${REPLAY}`,
  },
  {
    code: 'history-unreadable',
    title: 'a data folder cannot be read',
    explanation:
      'It holds no blocks and no write-ahead log, or what it holds is damaged. A running Prometheus changes its folder meanwhile: take a snapshot (POST /api/v1/admin/tsdb/snapshot) and name that.',
    example: `# no spec: the folder of the configuration, and not of the data\n${REPLAY}`,
  },
  {
    code: 'rules-refused',
    title: 'rules that no server would load',
    explanation:
      'The rules are loaded as a server would load them, and it would not: a name twice, an expression that it cannot read. The message is in its own words.',
    example: `# no spec: a rule file of somebody else, with a mistake in it\n${REPLAY}`,
  },
  {
    code: 'incident-unreadable',
    title: 'a line of a list of incidents is none',
    explanation:
      'A line is start,end,name. Both times have a zone, as in 2026-10-25T02:10:00Z or 2026-10-25T04:10:00+02:00, and the end comes after the start. The first line may name the columns.',
    example: `# no spec: 2026-10-25 02:10,2026-10-25 04:00,payments fail\n${REPLAY}`,
  },
  {
    code: 'already-recorded',
    title: 'nothing is left to be filled in',
    explanation:
      'An SLO is filled in up to the first sample that the server has recorded of it by itself, so that no sample stands beside another. It has recorded all the SLOs since before the history that was asked for.',
    example: `# no spec: the rules were loaded three months ago\n${FILL}`,
  },
  {
    code: 'folder-taken',
    title: 'blocks are not written where something is',
    explanation:
      'Blocks go into a folder that is not there yet, or is empty: nothing is overwritten, and no server reads a block that is half written. Move them into the data folder when they are whole.',
    example: '# no spec: the data folder itself\n$ slo backfill --tsdb /snapshot --out /var/lib/prometheus\n',
  },
] as const satisfies readonly Code[];
