// What `cloneform completion SHELL` prints: each script asks `cloneform complete -- WORDS…` at a TAB, and nothing else of the system.
// The answer has a line for each candidate (a tab and its description behind it) and `:N` as its last one, see `Directive`.

/** What the shell does beside the candidates: completes files, adds no space, or neither. */
export type Directive = 0 | 2 | 4;
export const FILES: Directive = 0;
export const NO_SPACE: Directive = 2;
export const NO_FILES: Directive = 4;

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * Works in the bash 3.2 of macOS and without the package bash-completion. Bash splits words at `=`, `:` and `@` too and replaces only
 * the last part, so the words are put together for the question and the answer is cut again.
 */
const BASH = shell`# bash completion for cloneform
__cloneform_complete() {
    local rest="%{COMP_LINE:0:COMP_POINT}" word typed before i line value last directive=4
    local -a words
    words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word="%{COMP_WORDS[i]}"
        if [[ $i -gt 0 && -n "$rest" && "$rest" != [[:blank:]]* ]]; then
            last=$((%{#words[@]} - 1))
            words[last]="%{words[last]}$word"
        else
            words+=("$word")
        fi
        rest="%{rest#"%{rest%%[![:blank:]]*}"}"
        rest="%{rest#"$word"}"
    done
    last=$((%{#words[@]} - 1))
    typed="%{COMP_WORDS[COMP_CWORD]}"
    case "$typed" in = | : | @) typed="" ;; esac
    before="%{words[last]%"$typed"}"
    COMPREPLY=()
    while IFS= read -r line; do
        case "$line" in
            :*) directive="%{line#:}" ;;
            ?*)
                value="%{line%%$'\t'*}"
                COMPREPLY+=("%{value#"$before"}")
                ;;
        esac
    done < <(cloneform complete -- "%{words[@]:1}" 2>/dev/null)
    if [[ $directive == 0 ]]; then
        while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$typed")
        type compopt >/dev/null 2>&1 && compopt -o filenames 2>/dev/null
    elif [[ $directive == 2 ]]; then
        type compopt >/dev/null 2>&1 && compopt -o nospace 2>/dev/null
    fi
    return 0
}
complete -F __cloneform_complete cloneform
`;

const ZSH = shell`#compdef cloneform
# zsh completion for cloneform
_cloneform() {
    local line value directive=4
    local -a values described more
    for line in "%{(@f)$(cloneform complete -- "%{(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ $line == :* ]]; then
            directive=%{line#:}
        elif [[ -n $line ]]; then
            value=%{line%%$'\t'*}
            values+=("$value")
            described+=("%{value//:/\\:}:%{line#*$'\t'}")
        fi
    done
    [[ $directive == 2 ]] && more=(-S '')
    (( $#values )) && _describe cloneform described values "%{(@)more}"
    if [[ $directive == 0 ]]; then
        compset -P '*='
        _files
    fi
}
if [[ $funcstack[1] == _cloneform ]]; then
    _cloneform "$@"
else
    (( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
    compdef _cloneform cloneform
fi
`;

const FISH = shell`# fish completion for cloneform
function __cloneform_complete
    set -l tokens (commandline -opc)
    set -e tokens[1]
    set -l current (commandline -ct)
    for line in (cloneform complete -- $tokens "$current" 2>/dev/null)
        switch $line
            case ':0'
                __fish_complete_path "$current"
            case ':*'
            case '*'
                echo $line
        end
    end
end
complete -c cloneform -e
complete -c cloneform -f -a '(__cloneform_complete)'
`;

/** A script as it stands, but for `%{`, which is a dollar and a brace: those would be ours. */
function shell({ raw }: TemplateStringsArray): string {
  return raw.join('').replaceAll('%{', '\u0024{');
}

export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
