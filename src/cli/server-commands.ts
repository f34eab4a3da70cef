// The commands beside a Prometheus: they only read. What a command does is loaded only when it runs.
import { type Command, Option } from 'commander';
import type { AddCommand } from './add-command.ts';

/** A command that asks a Prometheus. Credentials are never typed: they come from files or the environment. */
function withServer(command: Command): Command {
  return command
    .option(
      '--prometheus <url>',
      'address of Prometheus, Thanos, Mimir or VictoriaMetrics (default: $PROMETHEUS_URL, slo.config.yaml)',
    )
    .option('--timeout <duration>', 'how long one request may take (default: 30s)');
}

export const SERVER_COMMANDS: readonly AddCommand[] = [
  (program, act) =>
    withServer(program.command('doctor'))
      .description('hold the specs against the metrics that really exist: in a Prometheus, or in a saved scrape')
      .argument('[slos...]', 'SLOs (name, or service/name), spec files or folders (default: all)')
      .option('--metrics <files...>', 'saved scrapes in the place of a server; - is standard input')
      .option('--save <file>', 'keep what is learnt of metrics; slo lint and slo build read slo.metrics.yaml')
      .addOption(
        new Option('--format <format>', 'format of the report')
          .choices(['text', 'json', 'github', 'sarif', 'markdown'])
          .default('text'),
      )
      .option('--target <target>', 'only this target of slo.config.yaml')
      .action((names, options) =>
        act(async (location, terminal, load) => (await load.doctor()).doctor(location, names, options, terminal)),
      ),
  (program, act) =>
    withServer(program.command('status'))
      .description('show how the SLOs stand now: budget left, burn rate, firing alerts, the greatest trouble first')
      .argument('[slos...]', 'SLOs (name, or service/name), spec files or folders (default: all)')
      .addOption(new Option('--format <format>', 'format of the list').choices(['text', 'json']).default('text'))
      .option('--groups <count>', 'how many groups of each SLO to show, the worst first; or "all"', '5')
      .option('--target <target>', 'only this target of slo.config.yaml')
      .option('--watch [duration]', 'again and again, with this much time between (default: 15s)')
      .option('--exit-code', 'exit with 1 if an alert fires, a budget is overspent or data is missing')
      .action((names, options) =>
        act(async (location, terminal, load) => (await load.status()).status(location, names, options, terminal)),
      ),
  (program, act) =>
    withServer(program.command('report'))
      .description('show what the SLOs promised and kept in a month, a quarter or a year, by counts of events')
      .argument('[slos...]', 'SLOs (name, or service/name), spec files or folders (default: all)')
      .option('--period <period>', '2026-10, 2026-Q3, 2026, 2026-10-25, or 28d back from now (default: the last month)')
      .option('--time-zone <zone>', 'whose days and months: a name such as Europe/Berlin', 'UTC')
      .addOption(
        new Option('--format <format>', 'format of the report')
          .choices(['text', 'markdown', 'html', 'csv', 'json'])
          .default('text'),
      )
      .option('--groups <count>', 'how many groups of each SLO to show, the worst first; or "all"', '5')
      .option('--target <target>', 'only this target of slo.config.yaml')
      .option('--exit-code', 'exit with 1 if an SLO was missed, or nothing is known of it')
      .action((names, options) =>
        act(async (location, terminal, load) => (await load.report()).report(location, names, options, terminal)),
      ),
  (program, act) =>
    withServer(program.command('backtest'))
      .description('show what the alerts would have done over real history, evaluated by the engine of Prometheus')
      .argument('[slos...]', 'SLOs (name, or service/name), spec files or folders (default: all)')
      .option('--tsdb <folder>', 'in the place of a server its data folder, or a snapshot of it; it is only read')
      .option('--since <duration>', 'how far back from the end of the data', '30d')
      .option('--against <revision>', 'also evaluate the specs of this commit')
      .option('--rules <files...>', 'also evaluate these rule files, each for itself')
      .option('--incidents <file>', 'what happened: CSV of start,end,name')
      .option('--time-zone <zone>', 'in which times are shown: a name such as Europe/Berlin', 'UTC')
      .addOption(
        new Option('--format <format>', 'format of the result')
          .choices(['text', 'json', 'markdown', 'html'])
          .default('text'),
      )
      .option('--target <target>', 'the target of slo.config.yaml')
      .action((names, options) =>
        act(async (location, terminal, load) => (await load.backtest()).backtest(location, names, options, terminal)),
      ),
  (program, act) =>
    program
      .command('backfill')
      .description('write blocks of what the recording rules would have recorded, for the first day of an SLO')
      .argument('[slos...]', 'SLOs (name, or service/name), spec files or folders (default: all)')
      .requiredOption('--tsdb <folder>', 'data folder of a Prometheus, or a snapshot of it; it is only read')
      .requiredOption('--out <folder>', 'where the blocks go: a folder that is not there yet')
      .option('--since <duration>', 'how far back from the end of the data (default: as far as the rules look back)')
      .addOption(new Option('--format <format>', 'format of the result').choices(['text', 'json']).default('text'))
      .option('--target <target>', 'the target of slo.config.yaml')
      .action((names, options) =>
        act(async (location, terminal, load) => (await load.backfill()).backfill(location, names, options, terminal)),
      ),
];
