# bash completion for volsyncctl; also for bash 3.2, and without the package bash-completion.
_volsyncctl() {
    local line=${COMP_LINE:0:COMP_POINT} flag= reply value files=
    local words=()
    read -ra words <<<"$line"
    [[ $line == *[[:space:]] ]] && words+=('')
    local cur=${words[${#words[@]} - 1]}
    [[ $cur == --*=* ]] && flag=${cur%%=*}=
    # Readline replaces only what follows the last = or : of the word.
    local last=${COMP_WORDS[COMP_CWORD]}
    [[ $last == [=:] ]] && last=
    local prefix=${cur%"$last"}
    COMPREPLY=()
    while IFS= read -r reply; do
        case $reply in
            :0) files=yes ;;
            :6) compopt -o nospace 2>/dev/null ;;
            :*) ;;
            *)
                value=$flag${reply%%$'\t'*}
                COMPREPLY+=("${value#"$prefix"}")
                ;;
        esac
    done < <(volsyncctl __complete "${words[@]:1}" 2>/dev/null </dev/null)
    if [[ $files ]]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r reply; do
            COMPREPLY+=("$reply")
        done < <(compgen -f -- "${cur#"$flag"}")
    fi
}
complete -F _volsyncctl volsyncctl
