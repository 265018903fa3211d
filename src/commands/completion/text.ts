export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/** The script that a shell has to run to complete words of `volsyncctl`; each one calls `volsyncctl __complete`. */
export const completionScripts: Readonly<Record<Shell, string>> = {
  bash: `# bash completion for volsyncctl; also for bash 3.2, and without the package bash-completion.
_volsyncctl() {
    local line=\${COMP_LINE:0:COMP_POINT} flag= reply value files=
    local words=()
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=('')
    local cur=\${words[\${#words[@]} - 1]}
    [[ $cur == --*=* ]] && flag=\${cur%%=*}=
    # Readline replaces only what follows the last = or : of the word.
    local last=\${COMP_WORDS[COMP_CWORD]}
    [[ $last == [=:] ]] && last=
    local prefix=\${cur%"$last"}
    COMPREPLY=()
    while IFS= read -r reply; do
        case $reply in
            :0) files=yes ;;
            :6) compopt -o nospace 2>/dev/null ;;
            :*) ;;
            *)
                value=$flag\${reply%%$'\\t'*}
                COMPREPLY+=("\${value#"$prefix"}")
                ;;
        esac
    done < <(volsyncctl __complete "\${words[@]:1}" 2>/dev/null </dev/null)
    if [[ $files ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r reply; do
            COMPREPLY+=("$reply")
        done < <(compgen -f -- "\${cur#"$flag"}")
    fi
}
complete -F _volsyncctl volsyncctl
`,
  zsh: `#compdef volsyncctl
# zsh completion for volsyncctl.
_volsyncctl() {
    local -a found more
    local reply value meaning files
    while IFS= read -r reply; do
        case $reply in
            :0) files=yes ;;
            :6) more=(-S '') ;;
            :*) ;;
            *)
                value=\${reply%%$'\\t'*}
                meaning=\${reply#*$'\\t'}
                found+=("\${value//:/\\\\:}\${meaning:+:$meaning}")
                ;;
        esac
    done < <(volsyncctl __complete "\${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)
    [[ $PREFIX == --*=* ]] && compset -P '*='
    if [[ -n $files ]]; then
        _files
    elif ((\${#found})); then
        _describe 'volsyncctl' found "\${more[@]}"
    fi
}
if [[ $funcstack[1] == _volsyncctl ]]; then
    _volsyncctl "$@"
else
    compdef _volsyncctl volsyncctl
fi
`,
  fish: `# fish completion for volsyncctl.
function __volsyncctl_complete
    set -l words (commandline -opc)
    set -l last (commandline -ct)
    set -l flag (string match -r -- '^--[^=]+=' "$last")
    for reply in (volsyncctl __complete $words[2..-1] "$last" 2>/dev/null </dev/null)
        switch $reply
            case ':0'
                __fish_complete_path (string replace -- "$flag" '' "$last")
            case ':*'
            case '*'
                echo -- "$flag$reply"
        end
    end
end
complete -c volsyncctl -f -a '(__volsyncctl_complete)'
`,
  powershell: `# PowerShell completion for volsyncctl.
Register-ArgumentCompleter -Native -CommandName volsyncctl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -le $cursorPosition } | ForEach-Object { $_.Extent.Text })
    # Before 7.3 an empty argument gets lost on its way to a program, unless it is quoted once more.
    if ($wordToComplete -eq '') { $words += if ($PSVersionTable.PSVersion -lt [version]'7.3') { '""' } else { '' } }
    $flag = if ($wordToComplete -match '^(--[^=]+=)') { $Matches[1] } else { '' }
    volsyncctl __complete @words 2>$null | Where-Object { $_ -notlike ':*' } | ForEach-Object {
        $value, $meaning = $_ -split "\`t", 2
        if (-not $meaning) { $meaning = $value }
        [System.Management.Automation.CompletionResult]::new("$flag$value", $value, 'ParameterValue', $meaning)
    }
}
`,
};
