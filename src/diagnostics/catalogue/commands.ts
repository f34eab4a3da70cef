// The codes about commands: what was typed, not what a file says.
import type { Code } from '../code.ts';

export const COMMAND_CODES = [
  {
    code: 'wrong-usage',
    title: 'a command was used in a way that it does not know',
    explanation:
      'The command, an option or its value does not exist, or two options contradict each other. The exit status is then 2, so that a pipeline can tell a slip in its own script from a mistake in a spec. `slo help COMMAND` shows what a command takes.',
    example: '# no spec: a number of series that is none\n$ slo explain request-success --series many\n',
  },
  {
    code: 'unknown-name',
    title: 'nothing has this name',
    explanation:
      'A command was asked about an SLO, an alert, a spec file or an error code that is not there. SLOs have three names: their own, with the service in front, and with the namespace in front of that. `slo list` shows them.',
    example: '# no spec: a misspelt SLO\n$ slo explain request-sucess\n',
  },
  {
    code: 'no-promtool',
    title: 'there is no promtool that can run the tests',
    explanation:
      '`slo test` runs the tests with the real promtool: the one that --promtool or $PROMTOOL names, else the first on the PATH, else the one in your cache. There is none, it does not run here, or it is older than 2.42. One that lies in the repository is not taken unless it is named: it may come with a pull request, and call anything a success.',
    example: '# no spec: a program that is no promtool\n$ slo test --promtool /bin/false\n',
  },
  {
    code: 'nothing-proven',
    title: 'no scenario was run',
    explanation:
      '`slo test` has found nothing to run, so it has proven nothing: no spec that was asked for has a scenario. Write scenarios of your own beside the specs.',
    example: '# no spec: alerts for which no series can be made up\n$ slo test\n',
  },
  {
    code: 'unexpected-fault',
    title: 'something went wrong that slo does not expect',
    explanation:
      'The operating system refused what no part of slo expects it to refuse, or slo itself made a mistake. The message says what happened. If slo made a mistake, please report it with the command that you ran.',
    example: '# no spec: a working directory that is gone\n$ cd gone && slo build\n',
  },
  {
    code: 'unknown-revision',
    title: 'git cannot give what is to be compared',
    explanation:
      '`slo diff` takes commits, branches, tags and ranges as `git diff` does. Git does not know this one, the clone is too shallow to have it, the folder is in no repository, or git is not installed. The message says which.',
    example: '# no spec: a branch that is not there\n$ slo diff mian\n',
  },
] as const satisfies readonly Code[];
