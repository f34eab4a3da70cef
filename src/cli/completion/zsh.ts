// The words of the command line in, a script out that makes zsh complete them, with their descriptions.
import { type CommandWords, type Follows, isAsked, type OptionWords, type ProgramWords } from './words.ts';

export function zshScript({ options, commands }: ProgramWords): string {
  const common = options.map(optionSpec);
  const fallback = commands.find(({ isDefault }) => isDefault);
  const described = commands.map(({ name, description }) => quoted(`${name}:${description.replaceAll(':', '\\:')}`));
  return `#compdef slo
# Completion of slo for zsh. In ~/.zshrc, after compinit: eval "$(slo completion zsh)"
# Names of the project.
_slo_ask() {
  compadd -- \${(f)"$(slo -C "\${project:-.}" complete $1 "$PREFIX" 2>/dev/null)"}
}
_slo() {
  local curcontext="$curcontext" state line
  local project=
  local -A opt_args
  local -a commands=(
    ${described.join('\n    ')}
  )
  _arguments -C -A '-*' \\
    ${[...common, ...(fallback?.options.map(optionSpec) ?? []), "'1: :->command'", "'*:: :->rest'"].join(' \\\n    ')}
  project=\${opt_args[-C]:-\${opt_args[--project]}}
  project=\${project/#\\~\\//$HOME/}
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $words[1] in
${commands.map((command) => ofCommand(command, common)).join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _slo ]]; then _slo "$@"; else compdef _slo slo; fi
`;
}

function ofCommand({ name, options, takes }: CommandWords, common: readonly string[]): string {
  const rest = takes === 'nothing' ? [] : [`'*:: :${action(takes)}'`];
  return `        ${name})
          _arguments ${[...options.map(optionSpec), ...common, ...rest].join(' \\\n            ')} ;;`;
}

/** `'(-C --project)'{-C,--project}'[the folder]:dir:_directories'`. */
function optionSpec({ flags, description, takes }: OptionWords): string {
  const [only = ''] = flags;
  const value = takes === 'nothing' ? '' : `: :${action(takes)}`;
  const text = quoted(`[${description.replaceAll(/[[\]:]/g, '\\$&')}]${value}`);
  return flags.length > 1 ? `'(${flags.join(' ')})'{${flags.join(',')}}${text}` : `${only}${text}`;
}

function action(takes: Follows): string {
  if (takes === 'files') return '_files';
  if (takes === 'folders') return '_directories';
  if (isAsked(takes)) return takes.orFiles ? `{ _slo_ask ${takes.asks}; _files }` : ` _slo_ask ${takes.asks}`;
  return typeof takes === 'string' ? ' ' : `(${takes.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
