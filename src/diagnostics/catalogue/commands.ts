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
    code: 'unknown-revision',
    title: 'git cannot give what is to be compared',
    explanation:
      '`slo diff` takes commits, branches, tags and ranges as `git diff` does. Git does not know this one, the clone is too shallow to have it, the folder is in no repository, or git is not installed. The message says which.',
    example: '# no spec: a branch that is not there\n$ slo diff mian\n',
  },
] as const satisfies readonly Code[];
