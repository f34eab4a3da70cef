// The words of the command line in, a script out that makes bash complete them. Bash 3.2, which macOS has, is enough.
import { type CommandWords, type Follows, isAsked, type OptionWords, type ProgramWords } from './words.ts';

export function bashScript({ options, commands }: ProgramWords): string {
  const fallback = commands.find(({ isDefault }) => isDefault);
  const names = commands.map(({ name }) => name);
  return `# Completion of slo for bash. In ~/.bashrc: eval "$(slo completion bash)"
# Names of the project. Read line by line: the shell must expand nothing in the name of a branch.
_slo_ask() {
  local word
  while IFS= read -r word; do
    if [[ $word == "$cur"* ]]; then
      printf -v word %q "$word"
      COMPREPLY+=("$word")
    fi
  done < <("\${COMP_WORDS[0]}" -C "$project" complete "$1" "$cur" 2>/dev/null)
}
_slo() {
  local project=. cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= word skip= i
  # Bash takes the = in --format=json for a word of its own.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $skip ]]; then
      # The one option of all commands that takes a value names the folder of the project.
      [[ $word == = ]] || { project=\${word/#\\~\\//$HOME/}; skip=; }
      continue
    fi
    case $word in
      ${patterns(options.filter(({ takes }) => takes !== 'nothing'))}) skip=yes ;;
      -*) ;;
      *) command=\${command:-$word} ;;
    esac
  done
  COMPREPLY=()
  case \${command:-${fallback?.name ?? ''}}:$prev in
${[...values('*', options), ...commands.flatMap((command) => values(command.name, command.options))].join('\n')}
  esac
  # Words, not files, unless the command takes some.
  case $command in
${commands.map((command) => ofCommand(command, options)).join('\n')}
    *)
      compopt +o default 2>/dev/null
      if [[ $cur == -* ]]; then
        ${reply(flagsOf([...options, ...(fallback?.options ?? [])]))}
      else
        ${reply(names)}
      fi ;;
  esac
}
complete -o default -F _slo slo
`;
}

function values(command: string, options: readonly OptionWords[]): string[] {
  return options
    .filter(({ takes }) => takes !== 'nothing')
    .map(({ flags, takes }) => {
      const pattern = flags.map((flag) => `${command}:${flag}`).join('|');
      return `    ${pattern}) ${follows(takes)}return ;;`;
    });
}

function ofCommand({ name, options, takes }: CommandWords, common: readonly OptionWords[]): string {
  const words = reply(flagsOf([...options, ...common]));
  return `    ${name})
      if [[ $cur == -* ]]; then
        compopt +o default 2>/dev/null
        ${words}
      else
        ${follows(takes) || ':'}
      fi ;;`;
}

const NO_FILES = 'compopt +o default 2>/dev/null';

/** Where nothing is replied, bash completes files. */
function follows(takes: Follows): string {
  if (takes === 'files') return '';
  if (takes === 'folders') return `compopt -o plusdirs 2>/dev/null; ${NO_FILES}; `;
  if (isAsked(takes)) return `${takes.orFiles ? '' : `${NO_FILES}; `}_slo_ask ${takes.asks}; `;
  return `${NO_FILES}; ${typeof takes === 'string' ? '' : `${reply(takes)}; `}`;
}

function reply(words: readonly string[]): string {
  return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`;
}

function flagsOf(options: readonly OptionWords[]): string[] {
  return options.flatMap(({ flags }) => flags);
}

function patterns(options: readonly OptionWords[]): string {
  return flagsOf(options).join('|') || '--';
}
