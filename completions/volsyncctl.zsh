#compdef volsyncctl
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
                value=${reply%%$'\t'*}
                meaning=${reply#*$'\t'}
                found+=("${value//:/\\:}${meaning:+:$meaning}")
                ;;
        esac
    done < <(volsyncctl __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null </dev/null)
    [[ $PREFIX == --*=* ]] && compset -P '*='
    if [[ -n $files ]]; then
        _files
    elif ((${#found})); then
        _describe 'volsyncctl' found "${more[@]}"
    fi
}
if [[ $funcstack[1] == _volsyncctl ]]; then
    _volsyncctl "$@"
else
    compdef _volsyncctl volsyncctl
fi
